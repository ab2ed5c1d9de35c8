import { expect, it } from "vitest";

import { dateOf, durationOf, sizeOf, timeOf } from "./dates";

it("shows China's time wherever the browser is", () => {
  expect(timeOf("2026-11-22T23:30:00Z")).toBe("2026-11-23 07:30");
  expect(timeOf("2026-11-23T00:05:00+08:00")).toBe("2026-11-23 00:05");
  expect(dateOf("2026-11-22T16:00:00Z")).toBe("2026-11-23");
});

it("writes sizes and durations as people do", () => {
  expect([512, 20_480, 1_572_864].map(sizeOf)).toEqual(["512 B", "20 KB", "1.5 MB"]);
  expect([5, 60, 80].map(durationOf)).toEqual(["5 秒", "1 分钟", "1 分 20 秒"]);
});
