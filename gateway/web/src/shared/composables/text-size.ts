import { ref } from "vue";

const KEPT = "zhengxin.text";

/** Large text, kept in this browser. */
export const largeText = ref(false);

export function setLargeText(large: boolean): void {
  largeText.value = large;
  if (large) document.documentElement.dataset["text"] = "large";
  else delete document.documentElement.dataset["text"];
  try {
    if (large) localStorage.setItem(KEPT, "large");
    else localStorage.removeItem(KEPT);
  } catch {
    // private windows may refuse to keep anything; then it lasts as long as the page
  }
}

export function restoreTextSize(): void {
  try {
    if (localStorage.getItem(KEPT) === "large") setLargeText(true);
  } catch {
    // as above
  }
}
