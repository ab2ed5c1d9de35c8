import { expect, it } from "vitest";

import { timelineOf } from "./timeline";

const step = (version: number, state: "submitted" | "rejected" | "approved", more = {}) => ({
  version, state, state_label: state, at: `2026-11-0${String(version)}T08:00:00+08:00`, reasons: [], comment: null, changed: [], ...more,
});

it("tells the history oldest first, with what was wrong and what was corrected, and what is to come", () => {
  const reason = { code: "letter_unreadable", label: "单位介绍信图片不清晰", field: "letter" };
  const items = timelineOf({
    state: "submitted",
    history: [step(3, "submitted", { changed: ["letter", "fees_paid_until"] }), step(1, "submitted"), step(2, "rejected", { reasons: [reason], comment: "请重拍" })],
  });
  expect(items.map(({ title, state, text }) => [title, state, text ?? null])).toEqual([
    ["提交申请", "done", null],
    ["审核未通过", "bad", "单位介绍信图片不清晰；请重拍"],
    ["重新提交", "done", "更正了单位介绍信、档案登记信息"],
    ["等待审核", "now", "审核结果将以短信通知您"],
    ["签发证明信", "next", null],
  ]);
});

it("says that an approved one is being signed", () => {
  expect(timelineOf({ state: "approved", history: [step(1, "submitted"), step(2, "approved")] }).slice(-1)[0]).toMatchObject({ title: "正在签发", state: "now" });
});
