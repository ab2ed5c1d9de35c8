/** Why a letter could not be signed, in general words, from the code that the register of certificates keeps. */

const WORDS: Record<string, string> = {
  "signing.glyph.missing": "证明信字体中缺少某个字的字形",
  "signing.letter.refused": "证明信未通过签发前检查",
  "signing.letter.too_long": "证明信内容过长",
  "signing.letter.unknown_type": "没有这一类证明信的版式",
  "signing.text.invalid": "证明信的某项内容为空或含有不可打印的字符",
};

export function signingProblem(code: string): string {
  return WORDS[code] ?? `签发失败（${code}）`;
}
