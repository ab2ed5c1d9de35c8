import type { Schema } from "@/api";

export type Correctable = "letter" | "purpose" | "receiver";

const ALL: readonly Correctable[] = ["letter", "purpose", "receiver"];

/**
 * What the reasons of a rejection ask to be changed here. A record that is wrong is corrected by the centre, so such a
 * reason opens nothing; one that names nothing (a comment alone) opens everything.
 */
export function toCorrect({ reasons }: Pick<Schema<"certificate.RejectionAnswer">, "reasons">): Correctable[] {
  const named = ALL.filter((field) => reasons.some((reason) => reason.field === field));
  if (named.length > 0) return named;
  return reasons.length > 0 ? [] : [...ALL];
}

/** Whether the register itself must be corrected first. */
export function recordAtFault({ reasons }: Pick<Schema<"certificate.RejectionAnswer">, "reasons">): boolean {
  return reasons.some(({ field }) => field === "record");
}
