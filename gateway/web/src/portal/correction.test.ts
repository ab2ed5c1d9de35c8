import { expect, it } from "vitest";

import { recordAtFault, toCorrect } from "./correction";

const reason = (field: string) => ({ code: "x", label: "x", field });

it("opens what the reasons name, in the form's order", () => {
  expect(toCorrect({ reasons: [reason("receiver"), reason("letter"), reason("letter")] })).toEqual(["letter", "receiver"]);
});

it("opens all for a comment alone, and nothing where only the register is wrong", () => {
  expect(toCorrect({ reasons: [] })).toEqual(["letter", "purpose", "receiver"]);
  expect(toCorrect({ reasons: [reason("record")] })).toEqual([]);
  expect(recordAtFault({ reasons: [reason("letter"), reason("record")] })).toBe(true);
  expect(recordAtFault({ reasons: [reason("letter")] })).toBe(false);
});
