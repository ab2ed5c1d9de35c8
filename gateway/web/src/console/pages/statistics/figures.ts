/** From what the API counts to what the charts draw. */
import type { Answered } from "@/api";

export type Statistics = Answered<"get", "/api/staff/statistics">;
type Steps = Statistics["totals"][number];

export interface Day {
  day: string;
  submitted: number;
  approved: number;
  rejected: number;
  issued: number;
}

/** A row for each day of the period, also for those on which nothing happened. */
export function daysOf({ from, to, items }: Statistics): Day[] {
  const days: Day[] = [];
  for (let at = new Date(`${from}T00:00:00Z`); days.length < 367; at = new Date(at.getTime() + 86_400_000)) {
    const day = at.toISOString().slice(0, 10);
    if (day > to) break;
    days.push({ day, submitted: 0, approved: 0, rejected: 0, issued: 0 });
  }
  const known = new Map(days.map((each) => [each.day, each]));
  for (const { day, state, count } of items) {
    const row = known.get(day);
    if (row && (state === "submitted" || state === "approved" || state === "rejected" || state === "issued")) row[state] += count;
  }
  return days;
}

export function countOf(totals: readonly Steps[], ...states: string[]): number {
  return totals.filter(({ state }) => states.includes(state)).reduce((sum, { count }) => sum + count, 0);
}

export interface Span {
  label: string;
  count: number;
  p50: number;
  p90: number;
  p99: number;
}

/** How long people waited for a decision, or for the signed letter after it, by type. */
export function spansOf(totals: readonly Steps[], states: readonly string[]): Span[] {
  return totals.flatMap(({ label, state, state_label, count, seconds }) =>
    seconds && states.includes(state) ? [{ label: `${label} · ${state_label}`, count, ...seconds }] : [],
  );
}
