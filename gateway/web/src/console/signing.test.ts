import { expect, it } from "vitest";

import { rareCharacters, signingProblem } from "./signing";

it("names the characters that a font may lack", () => {
  expect(signingProblem("signing.glyph.missing", ["王𠮷", "示例公司（A）"])).toContain("𠮷（U+20BB7）");
  expect(signingProblem("signing.text.invalid", ["😀"])).toContain("😀（U+1F600）");
  expect(signingProblem("signing.letter.too_long", ["😀"])).toBe("证明信内容过长");
  expect(rareCharacters(["阿卜杜·买买提", null, "㐂"])).toEqual(["㐂"]);
});

it("says what it can of codes that it does not know", () => {
  expect(signingProblem("signing.new.reason")).toBe("签发失败（signing.new.reason）");
});
