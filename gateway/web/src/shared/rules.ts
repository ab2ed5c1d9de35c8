/** What can be told about an entry before asking the server. The server's rules decide. */

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** An ID number as it is meant: full-width signs made plain, spaces out, X large. */
export function canonicalIdNumber(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
}

/** GB 11643: 18 places, a date, and the right check sign. */
export function isIdNumber(text: string): boolean {
  const number = canonicalIdNumber(text);
  if (!/^[1-9]\d{16}[\dX]$/.test(number)) return false;
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number) as [
    number,
    number,
    number,
  ];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || year < 1850) return false;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return "10X98765432"[sum % 11] === number[17];
}

/** A phone number as it is meant: full-width digits made plain, spaces and hyphens out. */
export function canonicalPhone(text: string): string {
  return text.normalize("NFKC").replace(/[\s-]/g, "").replace(/^\+?86(?=1\d{10}$)/, "");
}

export function isPhone(text: string): boolean {
  return /^1[3-9]\d{9}$/.test(canonicalPhone(text));
}

export const ID_NUMBER_WRONG = "身份证号码不正确，请核对后重新输入";
export const PHONE_WRONG = "获取验证码失败，请重新获取";

/** The manual's rule: letters and digits, 6 or more. */
export function isPassword(text: string): boolean {
  return text.length >= 6 && /[A-Za-z]/.test(text) && /\d/.test(text);
}

/** 0 not enough, 1 enough, 2 good, 3 strong. */
export function passwordStrength(text: string): 0 | 1 | 2 | 3 {
  if (!isPassword(text)) return 0;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(text)).length;
  if (text.length >= 12 && kinds >= 3) return 3;
  return text.length >= 8 && new Set(text).size >= 6 ? 2 : 1;
}
