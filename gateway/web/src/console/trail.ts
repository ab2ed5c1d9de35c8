/**
 * The applications that a reviewer goes through one after the other: those of the queue as it was filtered, fetched on
 * as needed. The details and the letter of the one that comes next are fetched ahead, so that it opens at once.
 */
import { ref } from "vue";

import { addressOf, api, type Answered, fetchFile, type Schema } from "@/api";

import { member } from "./member";
import { isSettled } from "./outbox";

export type Line = Schema<"certificate.ReviewLine">;
export type Detail = Answered<"get", "/api/staff/applications/{application_id}">;
export type Sort = "newest" | "oldest" | "waiting";

export interface TrailFilters {
  certificate_type: string;
  q: string;
  sort: Sort;
}

const LETTER = "/api/staff/applications/{application_id}/letter";

type Stop = Pick<Line, "application_id" | "version">;

const stops = ref<Stop[]>([]);
let filters: TrailFilters = { certificate_type: "", q: "", sort: "waiting" };
let cursor: string | null = null;
let begun = false;

/** Whether a line is for this member of staff to work on. */
function open(line: Line): boolean {
  return line.state === "submitted" && (!line.claimed_by || line.claimed_by === member.value?.username);
}

/** Go through what a list shows, and on from its cursor. */
export function beginTrail(lines: readonly Line[], next: string | null, chosen: TrailFilters): void {
  stops.value = lines.filter(open);
  cursor = next;
  filters = chosen;
  begun = true;
}

async function more(from: string | null): Promise<void> {
  const page = await api.get("/api/staff/applications", {
    query: {
      state: "submitted",
      sort: filters.sort,
      limit: 50,
      ...(filters.certificate_type ? { certificate_type: filters.certificate_type } : {}),
      ...(filters.q ? { q: filters.q } : {}),
      ...(from ? { cursor: from } : {}),
    },
  });
  const known = new Set(stops.value.map(({ application_id }) => application_id));
  stops.value.push(...page.items.filter((line) => open(line) && !known.has(line.application_id)));
  cursor = page.next_cursor;
}

function indexOf(id: string): number {
  return stops.value.findIndex(({ application_id }) => application_id === id);
}

/** The application to go to from here, over what is decided; null at either end. */
export async function neighbour(id: string, step: 1 | -1): Promise<string | null> {
  if (!begun) {
    begun = true;
    await more(null); // the page was opened by its address: the whole queue is the trail
  }
  for (;;) {
    const here = indexOf(id); // -1 when it is not in the trail: then the first one comes next
    for (let at = here + step; at >= 0 && at < stops.value.length; at += step) {
      const found = stops.value[at];
      if (found && found.application_id !== id && !isSettled(found)) return found.application_id;
    }
    if (step === -1 || !cursor) return null;
    await more(cursor);
  }
}

/** The next one to decide: the one after, or else the first that is left. */
export async function following(id: string): Promise<string | null> {
  const next = await neighbour(id, 1);
  return next ?? stops.value.find((stop) => stop.application_id !== id && !isSettled(stop))?.application_id ?? null;
}

/** Where one is in the trail, for people: 3 / 50+ */
export function placeOf(id: string): string {
  const at = indexOf(id);
  return at < 0 ? "" : `${String(at + 1)} / ${String(stops.value.length)}${cursor ? "+" : ""}`;
}

const ahead = new Map<string, { detail: Promise<Detail>; letter: Promise<Blob> | null }>();

function fetchDetail(id: string): Promise<Detail> {
  return api.get("/api/staff/applications/{application_id}", { path: { application_id: id } });
}

export function letterAddress(id: string): string {
  return addressOf(LETTER, { path: { application_id: id } });
}

/** Fetch what comes next; failures are found out when it is opened. */
export function prefetch(id: string): void {
  if (ahead.has(id)) return;
  ahead.clear();
  const entry: { detail: Promise<Detail>; letter: Promise<Blob> | null } = { detail: fetchDetail(id), letter: null };
  ahead.set(id, entry);
  entry.detail
    .then((detail) => {
      if (!detail.letter) return;
      entry.letter = fetchFile(letterAddress(id));
      entry.letter.catch(() => undefined);
    })
    .catch(() => ahead.delete(id));
}

/** What was fetched ahead counts once; after that it is asked for afresh. */
export async function openDetail(id: string): Promise<{ detail: Detail; letter?: Promise<Blob> }> {
  const entry = ahead.get(id);
  ahead.delete(id);
  if (!entry) return { detail: await fetchDetail(id) };
  const detail = await entry.detail;
  return entry.letter ? { detail, letter: entry.letter } : { detail };
}
