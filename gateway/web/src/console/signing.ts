/** Why a letter could not be signed, in words, from the code that the register of certificates keeps. */

const WORDS: Record<string, string> = {
  "signing.glyph.missing": "证明信字体中缺少某个字的字形",
  "signing.letter.refused": "证明信未通过签发前检查",
  "signing.letter.too_long": "证明信内容过长",
  "signing.letter.unknown_type": "没有这一类证明信的版式",
  "signing.text.invalid": "证明信的某项内容为空或含有不可打印的字符",
};

const ABOUT_CHARACTERS = new Set(["signing.glyph.missing", "signing.text.invalid"]);

/** Beyond what common fonts draw: anything but ASCII, Chinese punctuation and the common ideographs. */
const RARE = /[^\u0020-\u007e\u00b7\u3000-\u303f\u4e00-\u9fa5\uff00-\uffef]/gu;

export function signingProblem(code: string, texts: readonly (string | null)[] = []): string {
  const words = WORDS[code] ?? `签发失败（${code}）`;
  if (!ABOUT_CHARACTERS.has(code)) return words;
  const rare = rareCharacters(texts);
  return rare.length === 0 ? words : `${words}，请核对：${rare.map((each) => `${each}（${pointOf(each)}）`).join("、")}`;
}

export function rareCharacters(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.flatMap((text) => text?.match(RARE) ?? []))];
}

function pointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
