import { computed, shallowRef } from "vue";
import { useRoute, useRouter } from "vue-router";

import { type Answered, api, type Problem, toProblem } from "@/api";

/** A registration, or the recovery of an account whose phone is lost: the same steps, but for the password. */
export type FlowKind = "registrations" | "phone-recoveries";

export type Standing = Answered<"get", "/api/registrations/{registration_id}">;
export type FaceLink = NonNullable<Standing["face"]>;
export type Flow = ReturnType<typeof useFlow>;

const ID = /^[\w-]{16,64}$/;

/**
 * Where a registration stands. Its id is its only credential, so it is kept in the address's fragment, which is sent
 * to nobody, and for this window: a reload, another device with the same address, or the way back from the phone's
 * page all go on where one was.
 */
export function useFlow(kind: FlowKind) {
  const route = useRoute();
  const router = useRouter();
  const kept = `zhengxin.flow.${kind}`;
  const id = shallowRef(idOf(route.hash) ?? idOf(recall(kept)));
  const standing = shallowRef<Standing | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const state = computed(() => standing.value?.state ?? null);
  const place = () => ({ registration_id: id.value ?? "" });

  async function refresh(): Promise<void> {
    if (!id.value) return;
    try {
      standing.value = await api.get(`/api/${kind}/{registration_id}`, { path: place() });
      problem.value = null;
    } catch (thrown) {
      problem.value = toProblem(thrown);
      throw thrown;
    }
  }

  async function begin(newId: string, now: Standing): Promise<void> {
    id.value = newId;
    standing.value = now;
    problem.value = null;
    keep(kept, newId);
    await router.replace({ hash: `#${newId}` });
  }

  /** Forget it, to start anew or because it is done. */
  async function forget(): Promise<void> {
    id.value = null;
    standing.value = null;
    problem.value = null;
    keep(kept, null);
    await router.replace({ hash: "" });
  }

  function move(next: Partial<Standing>): void {
    if (standing.value) standing.value = { ...standing.value, ...next };
  }

  async function start(body: Answered<"post", "/api/registrations">): Promise<void> {
    await begin(body.registration_id, { state: body.state, resend_after: body.resend_after });
  }

  async function resend(phone?: string): Promise<number> {
    const body = phone === undefined ? {} : { phone };
    const { resend_after } = await api.post(`/api/${kind}/{registration_id}/codes`, { path: place(), body });
    move({ resend_after, code_undelivered: false });
    return resend_after;
  }

  async function verify(code: string): Promise<void> {
    const { state, face } = await api.post(`/api/${kind}/{registration_id}/phone-verification`, {
      path: place(),
      body: { code },
    });
    standing.value = { state, face };
  }

  async function newFaceSession(): Promise<void> {
    const face = await api.post(`/api/${kind}/{registration_id}/face-sessions`, { path: place() });
    standing.value = { state: "face_pending", face };
  }

  if (id.value) {
    keep(kept, id.value);
    if (!idOf(route.hash)) void router.replace({ hash: `#${id.value}` });
    refresh().catch(() => undefined); // the page shows the problem
  }
  return { kind, id, standing, state, problem, place, refresh, start, resend, verify, newFaceSession, move, forget };
}

function idOf(text: string | null): string | null {
  const found = text?.replace(/^#/, "") ?? "";
  return ID.test(found) ? found : null;
}

function recall(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function keep(name: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, value);
  } catch {
    // a window that keeps nothing still has the address
  }
}
