import { describe, expect, it } from "vitest";

import type { Line } from "../../trail";
import { changesOf } from "./changes";

function line(id: string, claimed: string | null = null): Line {
  return {
    application_id: id,
    certificate_type: "custody",
    label: "存档证明",
    submitted_at: "2026-11-22T08:00:00+08:00",
    state: "submitted",
    state_label: "待审核",
    version: 1,
    holder_masked: "王**",
    waiting_since: null,
    claimed_by: claimed,
    claimed_until: null,
  };
}

describe("changesOf", () => {
  it("updates rows where they stand", () => {
    const { rows } = changesOf([line("a"), line("b")], [line("b"), line("a", "admin")], () => false);
    expect(rows.map(({ application_id, claimed_by }) => [application_id, claimed_by])).toEqual([["a", "admin"], ["b", null]]);
  });

  it("marks what others have dealt with, and counts what is new", () => {
    const { rows, gone, fresh } = changesOf([line("a"), line("b")], [line("b"), line("c")], () => false);
    expect(rows).toHaveLength(2);
    expect([...gone]).toEqual(["a"]);
    expect(fresh).toBe(1);
  });

  it("leaves one's own decisions out of both", () => {
    const { gone, fresh } = changesOf([line("a")], [line("b")], () => true);
    expect(gone.size).toBe(0);
    expect(fresh).toBe(0);
  });
});
