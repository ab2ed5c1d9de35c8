import { onBeforeUnmount, onMounted, ref } from "vue";

const KEPT = "zhengxin.shortcuts";

/** Single keys can be switched off, as speech input may press them by accident. Kept in this browser. */
export const shortcutsOn = ref(kept());

function kept(): boolean {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true; // private windows may refuse to keep anything
  }
}

export function setShortcuts(on: boolean): void {
  shortcutsOn.value = on;
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // as above
  }
}

const TYPED = new Set(["checkbox", "radio", "button", "submit", "range"]);

/** Whether keys go into what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !TYPED.has(target.type);
  if (!(target instanceof HTMLElement)) return false;
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}

/** The key as it is named here, also while a Chinese input method is on. */
function nameOf(event: KeyboardEvent): string {
  if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3).toLowerCase();
  return event.key === "？" ? "?" : event.key.toLowerCase();
}

/** Dialogs stay in the document while they are closed, so being there is not enough. */
function dialogOpen(): boolean {
  return [...document.querySelectorAll("[aria-modal='true']")].some((dialog) => dialog.getClientRects().length > 0);
}

/** Single keys that do something while nobody types, no dialog is open and they are not switched off. */
export function useShortcuts(actions: Record<string, () => void>): void {
  function press(event: KeyboardEvent): void {
    if (!shortcutsOn.value || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.isComposing || isTyping(event.target) || dialogOpen()) return;
    const action = actions[nameOf(event)];
    if (!action) return;
    event.preventDefault();
    action();
  }
  onMounted(() => {
    document.addEventListener("keydown", press);
  });
  onBeforeUnmount(() => {
    document.removeEventListener("keydown", press);
  });
}
