import { describe, expect, it } from "vitest";

import { spanOf, waitingSince } from "./waiting";

const SINCE = "2026-11-22T08:00:00+08:00";
const at = (hours: number) => new Date(SINCE).getTime() + hours * 3600_000;

describe("waitingSince", () => {
  it.each([
    [0, "刚刚提交", "fresh"],
    [0.5, "等待 30 分钟", "fresh"],
    [3.9, "等待 3 小时", "fresh"],
    [4, "等待 4 小时", "aging"],
    [23.99, "等待 23 小时", "aging"],
    [24, "等待 1 天", "late"],
    [51, "等待 2 天 3 小时", "late"],
    [-1, "刚刚提交", "fresh"], // this computer's clock is behind
  ])("after %s hours says %s", (hours, text, urgency) => {
    expect(waitingSince(SINCE, at(hours))).toEqual({ text, urgency });
  });
});

describe("spanOf", () => {
  it.each([
    [0.42, "0.4 秒"],
    [45, "45 秒"],
    [210, "3.5 分钟"],
    [7560, "2.1 小时"],
    [200_000, "2.3 天"],
  ])("%s seconds are %s", (seconds, words) => {
    expect(spanOf(seconds)).toBe(words);
  });
});
