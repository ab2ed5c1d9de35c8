import { expect, it } from "vitest";

import { signingProblem } from "./signing";

it("says in words what a code means, and what it can of codes that it does not know", () => {
  expect(signingProblem("signing.letter.too_long")).toBe("证明信内容过长");
  expect(signingProblem("signing.new.reason")).toBe("签发失败（signing.new.reason）");
});
