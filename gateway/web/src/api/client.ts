/** The calls of the API, typed by its description. Answers are the JSON of the success; all else is a `Problem`. */
import { Problem, problemOf } from "./problem";
import { isExpiry, renewSession, tellSessionLost } from "./session";
import type { Answered, Asked, Method, PathOf } from "./types";

const PATIENCE = 20_000;

export interface CallOptions {
  signal?: AbortSignal;
  /** The same key and body get the same answer; see `useForm`, which keeps one for each attempt. */
  idempotencyKey?: string;
  /** Milliseconds to wait for the answer. */
  timeout?: number;
  /** A 401 is an expected answer: nobody is sent to the login page for it. */
  quiet?: boolean;
  /** Sent even if the page is left at this moment. */
  keepalive?: boolean;
}

type Arguments<M extends Method, P extends PathOf<M>> =
  Record<never, never> extends Asked<M, P>
    ? [asked?: Asked<M, P> & CallOptions]
    : [asked: Asked<M, P> & CallOptions];

interface Sent extends CallOptions {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

function caller<M extends Method>(method: M) {
  return <P extends PathOf<M>>(path: P, ...[asked]: Arguments<M, P>): Promise<Answered<M, P>> =>
    call(method, path, (asked ?? {}) as Sent) as Promise<Answered<M, P>>;
}

export const api = {
  get: caller("get"),
  post: caller("post"),
  put: caller("put"),
  patch: caller("patch"),
  delete: caller("delete"),
};

/** The address of something to show or download, for `src` and `href`. */
export function addressOf<P extends PathOf<"get">>(path: P, ...[asked]: Arguments<"get", P>): string {
  const { path: places, query } = (asked ?? {}) as Sent;
  return fill(path, places) + search(query);
}

async function call(method: Method, template: string, sent: Sent): Promise<unknown> {
  const answer = await request(method, template, sent);
  if (answer.ok) return answer.body;
  if (isExpiry(answer.status, codeOf(answer.body))) {
    if (await renewSession()) {
      const again = await request(method, template, sent);
      if (again.ok) return again.body;
      throw problemOf(again.status, again.body, again.retryAfter, again.requestId);
    }
    if (!sent.quiet) tellSessionLost();
  }
  throw problemOf(answer.status, answer.body, answer.retryAfter, answer.requestId);
}

interface Answer {
  ok: boolean;
  status: number;
  body: unknown;
  retryAfter: string | null;
  requestId: string | null;
}

async function request(method: Method, template: string, sent: Sent): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json, application/problem+json" };
  if (sent.body !== undefined) headers["Content-Type"] = "application/json";
  if (sent.idempotencyKey !== undefined) headers["Idempotency-Key"] = sent.idempotencyKey;
  const { signal, timedOut, done } = limited(sent.signal, sent.timeout ?? PATIENCE);
  try {
    const answer = await fetch(fill(template, sent.path) + search(sent.query), {
      method: method.toUpperCase(),
      headers,
      body: sent.body === undefined ? null : JSON.stringify(sent.body),
      credentials: "same-origin",
      keepalive: sent.keepalive ?? false,
      signal,
    });
    return {
      ok: answer.ok,
      status: answer.status,
      body: await bodyOf(answer),
      retryAfter: answer.headers.get("Retry-After"),
      requestId: answer.headers.get("X-Request-Id"),
    };
  } catch {
    throw new Problem(timedOut() ? "timeout" : sent.signal?.aborted ? "cancelled" : "offline");
  } finally {
    done();
  }
}

async function bodyOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  try {
    return text === "" ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined; // a page of some proxy in between; its status says enough
  }
}

/** A signal that ends with the caller's or with the patience, and which of the two it was. */
function limited(outer: AbortSignal | undefined, milliseconds: number) {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, milliseconds);
  const abort = () => {
    controller.abort();
  };
  if (outer?.aborted) abort();
  outer?.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    timedOut: () => late,
    done: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}

/** A path with its places filled. */
export function fill(template: string, places: Record<string, unknown> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
}

function search(query: Record<string, unknown> = {}): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (each !== undefined && each !== null && each !== "") parts.append(name, String(each as string | number | boolean));
    }
  }
  const text = parts.toString();
  return text === "" ? "" : `?${text}`;
}

export function codeOf(body: unknown): string {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string" ? body.code : "";
}
