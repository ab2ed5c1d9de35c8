import { expect, it } from "vitest";

import { fitted } from "./picture";

it("makes the long side 1600 px, whichever it is", () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 });
  expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 });
});

it("enlarges nothing and leaves no side out", () => {
  expect(fitted(640, 400)).toEqual({ width: 640, height: 400 });
  expect(fitted(16000, 3)).toEqual({ width: 1600, height: 1 });
});
