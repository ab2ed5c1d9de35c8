import { reactive } from "vue";

/** What screen readers are told; `SiteShell` and `PhoneShell` hold the live regions. */
export const announced = reactive({ polite: "", assertive: "" });

export function announce(text: string, how: "polite" | "assertive" = "polite"): void {
  announced[how] = "";
  setTimeout(() => {
    announced[how] = text; // after a moment, so that the same words are spoken again
  }, 50);
}
