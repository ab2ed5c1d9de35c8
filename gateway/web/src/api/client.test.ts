import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { addressOf, api } from "./client";
import { Problem } from "./problem";
import { onSessionLost } from "./session";

const JSON_PROBLEM = { "Content-Type": "application/problem+json" };
const EXPIRED = { code: "gateway.token.invalid", detail: "登录已失效，请重新登录" };

function problem(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...JSON_PROBLEM, ...headers } });
}

function json(body: object, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

const fetched = vi.fn<(url: string, init?: RequestInit) => Promise<Response>>();

beforeEach(() => {
  fetched.mockReset();
  vi.stubGlobal("fetch", fetched);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function refusal(call: Promise<unknown>): Promise<Problem> {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Problem);
  return thrown as Problem;
}

describe("what is sent", () => {
  it("fills places, adds the query, and keeps strange signs out of the path", async () => {
    fetched.mockResolvedValue(json({}));
    await api.get("/api/me/applications/{application_id}", { path: { application_id: "a/b?" } });
    expect(fetched.mock.calls[0]?.[0]).toBe("/api/me/applications/a%2Fb%3F");
    expect(addressOf("/api/me/applications", { query: { limit: 5 } })).toBe("/api/me/applications?limit=5");
  });

  it("sends JSON and the idempotency key", async () => {
    fetched.mockResolvedValue(new Response(null, { status: 204 }));
    await api.post("/api/face-sessions/{token}/consent", { path: { token: "t" }, body: { accepted: true }, idempotencyKey: "k" });
    const init = fetched.mock.calls[0]?.[1];
    expect(init?.body).toBe('{"accepted":true}');
    expect(init?.headers).toMatchObject({ "Content-Type": "application/json", "Idempotency-Key": "k" });
  });
});

describe("refusals", () => {
  it("carry the message, the fields and the number to quote", async () => {
    const errors = [{ field: "phone", code: "identity.phone.invalid", message: "获取验证码失败，请重新获取" }];
    fetched.mockResolvedValue(problem(422, { code: "identity.phone.invalid", detail: "获取验证码失败，请重新获取", request_id: "r-1", errors }));
    const found = await refusal(api.get("/api/me"));
    expect(found).toMatchObject({ kind: "refused", code: "identity.phone.invalid", requestId: "r-1", decided: true });
    expect(found.message).toBe("获取验证码失败，请重新获取");
    expect(found.fields).toEqual({ phone: "获取验证码失败，请重新获取" });
  });

  it.each([
    [403, "forbidden"],
    [404, "missing"],
    [409, "refused"],
    [413, "too_large"],
    [429, "throttled"],
    [500, "failed"],
    [503, "unavailable"],
    [504, "timeout"],
  ])("of status %i are of kind %s, whoever answered", async (status, kind) => {
    fetched.mockResolvedValue(new Response("<html>Bad gateway", { status, headers: { "Retry-After": "7" } }));
    const found = await refusal(api.get("/api/me"));
    expect(found.kind).toBe(kind);
    expect(found.retryAfter).toBe(7);
    expect(found.message).toMatch(/^[\u4e00-\u9fff，。、]+$/);
  });

  it("never show English of some server in between", async () => {
    fetched.mockResolvedValue(problem(500, { detail: "Internal Server Error" }));
    expect((await refusal(api.get("/api/me"))).message).toBe("系统出现错误，请稍后再试");
  });
});

describe("no answer", () => {
  it("is a lost network", async () => {
    fetched.mockRejectedValue(new TypeError("Failed to fetch"));
    const found = await refusal(api.get("/api/me"));
    expect(found).toMatchObject({ kind: "offline", transient: true, decided: false });
  });

  it("is a time-out when the patience is over", async () => {
    vi.useFakeTimers();
    fetched.mockImplementation((_, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => { reject(new Error("aborted")); })));
    const call = refusal(api.get("/api/me", { timeout: 1000 }));
    await vi.advanceTimersByTimeAsync(1000);
    expect((await call).kind).toBe("timeout");
  });

  it("is a cancellation when the caller gave up", async () => {
    fetched.mockImplementation((_, init) => new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => { reject(new Error("aborted")); })));
    const controller = new AbortController();
    const call = refusal(api.get("/api/me", { signal: controller.signal }));
    controller.abort();
    expect((await call).kind).toBe("cancelled");
  });
});

describe("an expired session", () => {
  it("is renewed once for all calls that wait for it, and these are repeated", async () => {
    let renewed = false;
    fetched.mockImplementation((url) => {
      if (url === "/api/sessions/refresh") {
        return new Promise((resolve) => setTimeout(() => { renewed = true; resolve(json({})); }, 5));
      }
      return Promise.resolve(renewed ? json({ name: "王建国" }) : problem(401, EXPIRED));
    });
    const answers = await Promise.all([api.get("/api/me"), api.get("/api/me/archive"), api.get("/api/me/sessions")]);
    expect(answers).toHaveLength(3);
    expect(fetched.mock.calls.filter(([url]) => url === "/api/sessions/refresh")).toHaveLength(1);
    expect(fetched).toHaveBeenCalledTimes(7);
  });

  it("that cannot be renewed is told to the site, unless the caller asked for quiet", async () => {
    fetched.mockImplementation(() => Promise.resolve(problem(401, EXPIRED)));
    const lost = vi.fn();
    const stop = onSessionLost(lost);
    expect((await refusal(api.get("/api/me", { quiet: true }))).kind).toBe("session");
    expect(lost).not.toHaveBeenCalled();
    await refusal(api.get("/api/me"));
    expect(lost).toHaveBeenCalledOnce();
    stop();
  });

  it("is not what a wrong password is", async () => {
    fetched.mockResolvedValue(problem(401, { code: "identity.password.wrong", detail: "密码错误，请重新输入" }));
    const body = { id_number: "1", password: "2", captcha_id: "3", captcha_answer: "4" };
    const found = await refusal(api.post("/api/sessions", { body }));
    expect(found.message).toBe("密码错误，请重新输入");
    expect(fetched).toHaveBeenCalledOnce();
  });
});
