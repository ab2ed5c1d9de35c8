/**
 * Renews the session when its access token has run out: one renewal at a time for all calls that wait for it. The
 * tokens themselves are cookies that scripts cannot read.
 */

/** The codes of a 401 that a renewal may cure; others, such as a wrong password, are answers. */
const EXPIRED = new Set([
  "gateway.token.missing",
  "gateway.token.invalid",
  "gateway.session.revoked",
  "kernel.token.invalid",
  "identity.session.ended",
]);

let renewal: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

export function isExpiry(status: number, code: string): boolean {
  return status === 401 && EXPIRED.has(code);
}

/** Resolves to whether the session lives again. Network loss counts as no, and leaves the session as it was. */
export function renewSession(): Promise<boolean> {
  renewal ??= fetch("/api/sessions/refresh", { method: "POST", credentials: "same-origin" })
    .then((answer) => answer.ok)
    .catch(() => false)
    .finally(() => {
      renewal = null;
    });
  return renewal;
}

/** Hear when a call found the session ended for good; returns how to stop. */
export function onSessionLost(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellSessionLost(): void {
  for (const listener of listeners) listener();
}
