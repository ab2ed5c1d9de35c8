import { onBeforeUnmount, ref } from "vue";

import { api, type Problem, toProblem } from "@/api";

import { member } from "../../member";
import { isParked } from "../../outbox";
import type { Detail } from "../../trail";

const KEPT = "zhengxin.claim";

/** Whether an application is claimed when it is opened; kept in this browser. */
export const claimsByItself = ref(localStorage.getItem(KEPT) !== "off");

export function setClaimsByItself(on: boolean): void {
  claimsByItself.value = on;
  if (on) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, "off");
}

/**
 * Holds the application that is looked at, so that nobody else works on it; gives it back when it is left undecided.
 * Only what was claimed here is given back.
 */
export function useClaim(show: (line: { claimed_by: string | null; claimed_until: string | null }) => void) {
  let held: string | null = null;

  async function claim(detail: Detail): Promise<Problem | null> {
    try {
      const line = await api.post("/api/staff/applications/{application_id}/claim", {
        path: { application_id: detail.application_id },
      });
      if (detail.claimed_by !== member.value?.username) held = detail.application_id;
      show(line);
      return null;
    } catch (thrown) {
      return toProblem(thrown);
    }
  }

  async function release(id: string): Promise<Problem | null> {
    try {
      show(
        await api.delete("/api/staff/applications/{application_id}/claim", {
          path: { application_id: id },
          keepalive: true,
        }),
      );
      if (held === id) held = null;
      return null;
    } catch (thrown) {
      return toProblem(thrown);
    }
  }

  /** When another one is opened, or the page is left. A decision ends the claim by itself. */
  function leave(): void {
    const id = held;
    held = null;
    if (id && !isParked(id) && member.value) {
      void api
        .delete("/api/staff/applications/{application_id}/claim", { path: { application_id: id }, keepalive: true, quiet: true })
        .catch(() => undefined); // it runs out by itself after a while
    }
  }

  window.addEventListener("pagehide", leave);
  onBeforeUnmount(() => {
    window.removeEventListener("pagehide", leave);
    leave();
  });
  return { claim, release, leave };
}
