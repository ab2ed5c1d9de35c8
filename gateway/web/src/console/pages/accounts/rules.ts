/** The server's rules for staff, told before the mistake. */
export const STAFF_PASSWORD_HINT = "字母和数字混合，10 位以上";

export function isStaffPassword(text: string): boolean {
  return text.length >= 10 && /[A-Za-z]/.test(text) && /\d/.test(text);
}

export function isUsername(text: string): boolean {
  return /^[a-z][a-z0-9._-]{2,31}$/.test(text);
}
