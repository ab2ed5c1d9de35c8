/** Forms with files: sent with progress, cancelled by a signal. */
import { codeOf, fill } from "./client";
import { Problem, problemOf } from "./problem";
import { isExpiry, renewSession, tellSessionLost } from "./session";
import type { Answered, PathOf } from "./types";

export interface UploadOptions {
  path?: Record<string, string>;
  form: FormData;
  /** Told the sent share, 0 to 1. */
  onProgress?: (share: number) => void;
  signal?: AbortSignal;
  idempotencyKey?: string;
  /** Milliseconds without any progress after which it is given up. */
  patience?: number;
}

export function upload<M extends "post" | "put", P extends PathOf<M>>(
  method: M,
  path: P,
  options: UploadOptions,
): Promise<Answered<M, P>> {
  return uploadTo(method, path, options) as Promise<Answered<M, P>>;
}

async function uploadTo(method: "post" | "put", template: string, options: UploadOptions): Promise<unknown> {
  let answer = await send(method, template, options);
  if (isExpiry(answer.status, codeOf(answer.body))) {
    if (await renewSession()) answer = await send(method, template, options);
    else tellSessionLost();
  }
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw problemOf(answer.status, answer.body, answer.retryAfter, answer.requestId);
}

interface Answer {
  status: number;
  body: unknown;
  retryAfter: string | null;
  requestId: string | null;
}

/** `fetch` cannot tell how far an upload is, so this is an `XMLHttpRequest`. */
function send(method: string, template: string, options: UploadOptions): Promise<Answer> {
  const { form, onProgress, signal, idempotencyKey, patience = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    let late = false;
    const wait = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        late = true;
        request.abort();
      }, patience);
    };
    const cancel = () => {
      request.abort();
    };
    const end = () => {
      window.clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
    request.upload.onprogress = (event) => {
      wait();
      if (event.lengthComputable) onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      end();
      resolve({
        status: request.status,
        body: parsed(request.responseText),
        retryAfter: request.getResponseHeader("Retry-After"),
        requestId: request.getResponseHeader("X-Request-Id"),
      });
    };
    request.onerror = () => {
      end();
      reject(new Problem("offline"));
    };
    request.onabort = () => {
      end();
      reject(new Problem(late ? "timeout" : "cancelled"));
    };
    request.open(method.toUpperCase(), fill(template, options.path));
    request.setRequestHeader("Accept", "application/json, application/problem+json");
    if (idempotencyKey !== undefined) request.setRequestHeader("Idempotency-Key", idempotencyKey);
    if (signal?.aborted) {
      reject(new Problem("cancelled"));
      return;
    }
    signal?.addEventListener("abort", cancel);
    wait();
    request.send(form);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
