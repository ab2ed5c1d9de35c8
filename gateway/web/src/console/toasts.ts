import { shallowReactive } from "vue";

import { announce } from "@/shared/composables/announcer";

export interface Toast {
  id: number;
  tone: "good" | "bad";
  text: string;
  link?: { to: string; text: string };
}

/** Short words on what became of something. Good news goes by itself, bad news stays until it is closed. */
export const toasts = shallowReactive<Toast[]>([]);

let last = 0;

export function toast(tone: Toast["tone"], text: string, link?: Toast["link"]): void {
  const id = (last += 1);
  toasts.push({ id, tone, text, ...(link ? { link } : {}) });
  announce(text, tone === "bad" ? "assertive" : "polite");
  if (tone === "good")
    setTimeout(() => {
      dismiss(id);
    }, 5000);
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((each) => each.id === id);
  if (at >= 0) toasts.splice(at, 1);
}
