/** Why a call did not succeed, in words for people. Every error that leaves `src/api` is a `Problem`. */

export type ProblemKind =
  | "refused" // a rule said no; `message` and `fields` say which
  | "session" // not signed in, or no longer
  | "forbidden"
  | "missing"
  | "too_large"
  | "throttled" // again after `retryAfter` seconds
  | "unavailable" // the system is busy or partly away; again after `retryAfter` seconds
  | "offline" // no answer: the network is gone
  | "timeout"
  | "cancelled" // by the person; not to be shown
  | "failed"; // anything else

const WORDS: Record<ProblemKind, string> = {
  refused: "提交的内容有误，请检查后重试",
  session: "登录已失效，请重新登录",
  forbidden: "您没有权限进行此操作",
  missing: "未找到您要的内容，可能已被删除或链接有误",
  too_large: "提交的内容过大，请缩小后再试",
  throttled: "操作过于频繁，请稍后再试",
  unavailable: "系统暂时繁忙，请稍后再试",
  offline: "网络连接中断，请检查网络后重试。您填写的内容不会丢失",
  timeout: "网络较慢，等待超时，请稍后重试。您填写的内容不会丢失",
  cancelled: "已取消",
  failed: "系统出现错误，请稍后再试",
};

interface Details {
  message?: string;
  code?: string;
  status?: number;
  fields?: Record<string, string>;
  retryAfter?: number | null;
  requestId?: string | null;
}

export class Problem extends Error {
  override readonly name = "Problem";
  readonly kind: ProblemKind;
  /** `service.noun.reason`, for programs; empty where there was no answer. */
  readonly code: string;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** Messages by field name. */
  readonly fields: Readonly<Record<string, string>>;
  /** Seconds to wait before it makes sense to try again; null where it is not known. */
  readonly retryAfter: number | null;
  /** To quote when asking for help. */
  readonly requestId: string | null;

  constructor(kind: ProblemKind, details: Details = {}) {
    super(details.message ?? WORDS[kind]);
    this.kind = kind;
    this.code = details.code ?? "";
    this.status = details.status ?? 0;
    this.fields = details.fields ?? {};
    this.retryAfter = details.retryAfter ?? null;
    this.requestId = details.requestId ?? null;
  }

  /** Whether the same call may succeed without anything being changed. */
  get transient(): boolean {
    return ["throttled", "unavailable", "offline", "timeout", "failed"].includes(this.kind);
  }

  /** Whether it is known that the call had no effect; without an answer nobody knows. */
  get decided(): boolean {
    return this.status !== 0 && this.status < 500;
  }
}

/** Any thrown value as a problem, so that pages handle one thing. */
export function toProblem(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem("failed");
}

const CHINESE = /[\u4e00-\u9fff]/;

/** The problem that an answer describes; anything but a problem document gives the words of its status. */
export function problemOf(status: number, body: unknown, retryAfterHeader: string | null, requestId: string | null): Problem {
  const document = isRecord(body) ? body : {};
  const detail = document["detail"];
  const seconds = Number(retryAfterHeader);
  return new Problem(kindOf(status), {
    ...(typeof detail === "string" && CHINESE.test(detail) ? { message: detail } : {}),
    code: typeof document["code"] === "string" ? document["code"] : "",
    status,
    fields: fieldsOf(document["errors"]),
    retryAfter: retryAfterHeader !== null && Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : null,
    requestId: typeof document["request_id"] === "string" ? document["request_id"] : requestId,
  });
}

function kindOf(status: number): ProblemKind {
  switch (status) {
    case 401:
      return "session";
    case 403:
      return "forbidden";
    case 404:
      return "missing";
    case 408:
    case 504:
      return "timeout";
    case 413:
      return "too_large";
    case 429:
      return "throttled";
    case 502:
    case 503:
      return "unavailable";
    default:
      return status >= 500 ? "failed" : "refused";
  }
}

function fieldsOf(errors: unknown): Record<string, string> {
  const fields: Record<string, string> = {};
  if (!Array.isArray(errors)) return fields;
  for (const error of errors as unknown[]) {
    if (!isRecord(error)) continue;
    const { field, message } = error;
    if (typeof field === "string" && typeof message === "string" && !(field in fields)) fields[field] = message;
  }
  return fields;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
