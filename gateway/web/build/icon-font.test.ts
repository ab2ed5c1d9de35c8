import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { expect, it } from "vitest";

import { withoutFont } from "./icon-font.ts";

it("takes the font out of the styles, and the foreign address with it", () => {
  const file = resolve(import.meta.dirname, "../node_modules/vant/es/icon/index.css");
  const { styles, content } = withoutFont(readFileSync(file, "utf8"), "./icon.woff2");
  expect(styles).toContain('url("./icon.woff2")');
  expect(styles).not.toContain("alicdn");
  expect(styles).not.toContain("data:");
  expect(content.subarray(0, 4).toString()).toBe("wOF2");
});

it("fails when the font is not found", () => {
  expect(() => withoutFont(".van-icon{}", "x")).toThrow();
});
