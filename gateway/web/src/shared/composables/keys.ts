/** A key that nobody else has: 128 random bits. `crypto.randomUUID` is missing in the oldest browsers we serve. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

let last = 0;

/** An id for an element that others refer to. */
export function newElementId(prefix: string): string {
  last += 1;
  return `${prefix}-${String(last)}`;
}
