import { expect, it } from "vitest";

import { wayBack } from "./way-back";

it("leads back to the page of the flow only", () => {
  expect(wayBack("?back=%2Fregister")).toBe("/register");
  expect(wayBack("?back=/recover")).toBe("/recover");
  for (const other of ["", "?back=", "?back=//evil.example", "?back=https://evil.example", "?back=javascript:1"]) {
    expect(wayBack(other)).toBeNull();
  }
});
