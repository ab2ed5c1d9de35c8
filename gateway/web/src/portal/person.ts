import { shallowRef } from "vue";

import { type Answered, api, Problem } from "@/api";

export type Person = Answered<"get", "/api/me">;

/** Who is signed in; null while nobody is, or while it is not known yet. */
export const person = shallowRef<Person | null>(null);

/** Ask once who is signed in; later calls know. Null means nobody; a lost network is a `Problem`. */
export async function knownPerson(): Promise<Person | null> {
  if (person.value) return person.value;
  try {
    person.value = await api.get("/api/me", { quiet: true });
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.kind !== "session") throw thrown;
  }
  return person.value;
}

/** After a sign-in: fetch afresh. */
export function forgetPerson(): void {
  person.value = null;
}

export async function signOut(): Promise<void> {
  try {
    await api.delete("/api/sessions/current", { quiet: true });
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.kind !== "session") throw thrown;
  }
  forgetPerson();
}
