import { onScopeDispose } from "vue";

import { person } from "./person";

/**
 * What was entered and not sent, files included, for as long as the window is open: who must sign in again in the
 * middle of a form finds it as it was. Another person who signs in here does not.
 */
const drafts = new Map<string, { owner: string; values: unknown }>();

export function draftOf<T>(name: string): T | null {
  const draft = drafts.get(name);
  return draft && draft.owner === person.value?.person_id ? (draft.values as T) : null;
}

/** Keeps the values when the page is left, unless `sent` was called. */
export function useDraft<T extends object>(name: string, values: () => T): { sent: () => void } {
  const owner = person.value?.person_id;
  let over = false;
  onScopeDispose(() => {
    if (over || owner === undefined) drafts.delete(name);
    else drafts.set(name, { owner, values: { ...values() } });
  });
  return {
    sent: () => {
      over = true;
    },
  };
}
