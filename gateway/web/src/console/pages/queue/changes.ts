import type { Line } from "../../trail";

interface Changes {
  rows: Line[];
  /** Rows that the list no longer holds: somebody else has dealt with them. */
  gone: Set<string>;
  /** How many the list holds that are not shown. */
  fresh: number;
}

/** Brings the rows that are shown up to date without moving any of them. */
export function changesOf(shown: readonly Line[], found: readonly Line[], settled: (line: Line) => boolean): Changes {
  const now = new Map(found.map((line) => [line.application_id, line]));
  const known = new Set(shown.map(({ application_id }) => application_id));
  return {
    rows: shown.map((line) => now.get(line.application_id) ?? line),
    gone: new Set(shown.filter((line) => !now.has(line.application_id) && !settled(line)).map(({ application_id }) => application_id)),
    fresh: found.filter((line) => !known.has(line.application_id) && !settled(line)).length,
  };
}
