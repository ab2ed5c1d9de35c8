/** The longest purpose and receiver that fit on a letter, in signs. */
export const longest = 60;

export function lengthOf(text: string): number {
  return [...text.trim()].length;
}

export function wordsLeft(text: string): string {
  const left = longest - lengthOf(text);
  return left >= 0 ? `还可输入 ${String(left)} 个字` : `已超出 ${String(-left)} 个字`;
}

export function tooLong(text: string): string | undefined {
  return lengthOf(text) > longest ? `内容不能超过${String(longest)}个字` : undefined;
}
