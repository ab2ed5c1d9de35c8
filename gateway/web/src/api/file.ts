/** Pictures and videos that are fetched as a whole: ahead of time, or so that a refusal is told in words. */
import { codeOf } from "./client";
import { Problem, problemOf } from "./problem";
import { isExpiry, renewSession, tellSessionLost } from "./session";

/** The bytes at one of our own addresses (see `addressOf`). */
export async function fetchFile(address: string, signal?: AbortSignal): Promise<Blob> {
  let answer = await request(address, signal);
  if (answer.ok) return answer.blob();
  let body = await jsonOf(answer);
  if (isExpiry(answer.status, codeOf(body))) {
    if (await renewSession()) {
      answer = await request(address, signal);
      if (answer.ok) return answer.blob();
      body = await jsonOf(answer);
    } else tellSessionLost();
  }
  throw problemOf(answer.status, body, answer.headers.get("Retry-After"), answer.headers.get("X-Request-Id"));
}

async function request(address: string, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(address, { credentials: "same-origin", signal: signal ?? null });
  } catch {
    throw new Problem(signal?.aborted ? "cancelled" : "offline");
  }
}

async function jsonOf(answer: Response): Promise<unknown> {
  try {
    return (await answer.json()) as unknown;
  } catch {
    return undefined;
  }
}
