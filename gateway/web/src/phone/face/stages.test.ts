import { expect, it } from "vitest";

import { stageOf, STEPS, stepOf } from "./stages";

const NAMES = ["consent", "id_card_front", "id_card_back", "video", "submission"];

function session(done: number, state: "pending" | "passed" | "failed" | "in_review" = "pending") {
  return { state, steps: NAMES.map((step, at) => ({ step, done: at < done })) };
}

it("goes on at the first step that is not done", () => {
  expect([0, 1, 2, 3, 4].map((done) => stageOf(session(done)))).toEqual(["consent", "front", "back", "video", "ready"]);
});

it("asks for a photo that is missing although the video is there", () => {
  const gap = session(4);
  gap.steps[1] = { step: "id_card_front", done: false };
  expect(stageOf(gap)).toBe("front");
});

it("shows how it ended, whatever was handed in", () => {
  expect(stageOf(session(5, "passed"))).toBe("passed");
  expect(stageOf(session(0, "failed"))).toBe("failed");
  expect(stageOf(session(1, "in_review"))).toBe("in_review");
});

it("knows no step that it cannot show", () => {
  expect(stageOf({ state: "pending", steps: [{ step: "a_later_invention", done: false }] })).toBe("ready");
});

it("counts all steps as done when it has passed", () => {
  expect(stepOf("passed")).toBe(STEPS.length);
  expect(stepOf("failed")).toBe(3);
});
