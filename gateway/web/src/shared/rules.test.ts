import { describe, expect, it } from "vitest";

import { canonicalIdNumber, canonicalPhone, isIdNumber, isPassword, isPhone, passwordStrength } from "./rules";

describe("ID numbers", () => {
  it.each(["11010119800307451X", "11010119800307451x", "１１０１０１１９８００３０７４５１Ｘ", "110101 19800307 451X"])("takes %s", (text) => {
    expect(isIdNumber(text)).toBe(true);
    expect(canonicalIdNumber(text)).toBe("11010119800307451X");
  });

  it.each(["", "110101800307451", "110101198003074511", "11010119800230451X", "abc", "11010119801307451X"])("refuses %s", (text) => {
    expect(isIdNumber(text)).toBe(false);
  });
});

describe("phones", () => {
  it.each(["13800138000", "138 0013 8000", "+8613800138000", "１３８００１３８０００"])("takes %s", (text) => {
    expect(isPhone(text)).toBe(true);
    expect(canonicalPhone(text)).toBe("13800138000");
  });

  it.each(["", "1380013800", "138001380000", "12800138000", "01012345678"])("refuses %s", (text) => {
    expect(isPhone(text)).toBe(false);
  });
});

it("wants letters and digits, six or more", () => {
  expect(["abc12", "abcdef", "123456", "abc123", "中文a1中文"].map(isPassword)).toEqual([false, false, false, true, true]);
});

it("says how strong a password is", () => {
  expect(["abc", "abc123", "abcd1234efg", "Abcd1234efgh!"].map(passwordStrength)).toEqual([0, 1, 2, 3]);
});
