import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { api, Problem } from "@/api";

import { member } from "./member";
import { isParked, isSettled, park, parked, sendAll, stuck, undo, UNDO_SECONDS } from "./outbox";
import { toasts } from "./toasts";

const APPROVE = { decision: "approve", version: 1 } as const;
let post: ReturnType<typeof spy>;
const spy = () => vi.spyOn(api, "post").mockResolvedValue(undefined as never);

beforeEach(() => {
  vi.useFakeTimers();
  post = spy();
  member.value = { username: "reviewer", roles: ["reviewer"] };
});

afterEach(() => {
  parked.splice(0);
  toasts.splice(0);
  vi.useRealTimers();
});

describe("outbox", () => {
  it("sends a decision once its time is over", async () => {
    park("a", "通过 甲", APPROVE);
    await vi.advanceTimersByTimeAsync(UNDO_SECONDS * 1000 - 1);
    expect(post).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(post).toHaveBeenCalledOnce();
    expect(parked).toHaveLength(0);
    expect(isParked("a")).toBe(false);
    expect(isSettled({ application_id: "a", version: 1 })).toBe(true);
    expect(isSettled({ application_id: "a", version: 3 }), "handed in again").toBe(false);
  });

  it("never sends what was undone", async () => {
    park("a", "通过 甲", APPROVE);
    park("b", "通过 乙", APPROVE);
    expect(undo()?.applicationId).toBe("b");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(post.mock.calls.map(([, asked]) => (asked as { path: unknown }).path)).toEqual([{ application_id: "a" }]);
    expect(isSettled({ application_id: "b", version: 1 })).toBe(false);
  });

  it("keeps what the network did not take, and sends it again under the same key", async () => {
    post.mockRejectedValueOnce(new Problem("offline"));
    park("a", "通过 甲", APPROVE);
    await vi.advanceTimersByTimeAsync(UNDO_SECONDS * 1000);
    expect(stuck.value).toHaveLength(1);
    await sendAll();
    expect(stuck.value).toHaveLength(0);
    const keys = post.mock.calls.map(([, asked]) => (asked as { idempotencyKey: string }).idempotencyKey);
    expect(new Set(keys).size).toBe(1);
  });

  it("says when a decision was refused, and gives the application back to the lists", async () => {
    post.mockRejectedValueOnce(new Problem("refused", { status: 409, message: "该申请已经审核，不能重复审核" }));
    park("a", "通过 甲", APPROVE);
    await vi.advanceTimersByTimeAsync(UNDO_SECONDS * 1000);
    expect(toasts[0]?.text).toContain("该申请已经审核");
    expect(isSettled({ application_id: "a", version: 1 })).toBe(false);
  });

  it("drops what another member of staff left behind", async () => {
    post.mockRejectedValueOnce(new Problem("session", { status: 401 }));
    park("a", "通过 甲", APPROVE);
    await vi.advanceTimersByTimeAsync(UNDO_SECONDS * 1000);
    member.value = { username: "admin", roles: ["admin"] };
    await vi.advanceTimersByTimeAsync(0);
    expect(parked).toHaveLength(0);
    expect(post).toHaveBeenCalledOnce();
  });
});
