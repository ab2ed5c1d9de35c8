import { expect, it } from "vitest";

import { countOf, daysOf, spansOf, type Statistics } from "./figures";

const STEP = { certificate_type: "custody", label: "存档证明", state_label: "审核未通过", seconds: null } as const;
const STATISTICS: Statistics = {
  from: "2026-02-27",
  to: "2026-03-02",
  items: [
    { ...STEP, day: "2026-02-28", state: "submitted", count: 2 },
    { ...STEP, day: "2026-02-28", state: "submitted", certificate_type: "political_review", count: 3 },
    { ...STEP, day: "2026-03-01", state: "rejected", count: 1 },
  ],
  totals: [{ ...STEP, state: "rejected", count: 1, seconds: { p50: 1, p90: 2, p99: 3 } }, { ...STEP, state: "submitted", count: 5 }],
  rejection_reasons: [],
  waiting: [],
};

it("has a row for each day, over the end of a month", () => {
  const days = daysOf(STATISTICS);
  expect(days.map(({ day }) => day)).toEqual(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
  expect(days.map(({ submitted, rejected }) => [submitted, rejected])).toEqual([[0, 0], [5, 0], [0, 1], [0, 0]]);
});

it("sums and picks", () => {
  expect(countOf(STATISTICS.totals, "submitted", "rejected")).toBe(6);
  expect(spansOf(STATISTICS.totals, ["rejected", "submitted"])).toEqual([
    { label: "存档证明 · 审核未通过", count: 1, p50: 1, p90: 2, p99: 3 },
  ]);
});
