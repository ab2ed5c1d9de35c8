import { isPassword } from "@/shared/rules";

export const WEAK = "密码过于简单，请设置字母和数字混合的6位以上密码";

/** What can be told about a new password and its repetition. */
export function newPasswordErrors({ password, again }: { password: string; again: string }): { password?: string | undefined; again?: string | undefined } {
  return {
    password: !password ? "请输入密码" : isPassword(password) ? undefined : WEAK,
    again: again === password ? undefined : "两次输入的密码不一致",
  };
}
