/**
 * Decisions wait here for some seconds before they are sent, so that a slip can be undone while the next application
 * is already open. What cannot be sent for want of network or session stays until it can; leaving the page sends all.
 */
import { computed, shallowReactive, shallowRef, watch } from "vue";

import { api, type Schema, toProblem } from "@/api";
import { newKey } from "@/shared/composables/keys";

import { member } from "./member";
import { toast } from "./toasts";

export const UNDO_SECONDS = 6;

export type Verdict = Schema<"certificate.DecisionBody">;

export interface Parked {
  applicationId: string;
  /** What was decided, in words: 通过 张三的存档证明 */
  title: string;
  verdict: Verdict;
  key: string;
  by: string;
  sendAt: number;
  state: "waiting" | "sending" | "stuck";
}

/** In the order of the decisions. */
export const parked = shallowReactive<Parked[]>([]);
/** Applications that were decided here, sent or not, with the version that was decided. */
const settled = shallowReactive(new Map<string, number>());

/** Whether this was decided here: lists leave it out, until the person hands it in again as a later version. */
export function isSettled({ application_id: id, version }: { application_id: string; version: number }): boolean {
  return version <= (settled.get(id) ?? -1);
}

export function settle({ application_id: id, version }: { application_id: string; version: number }): void {
  settled.set(id, version);
}

/** Whether a decision of it waits here or is being sent. */
export function isParked(id: string): boolean {
  return parked.some(({ applicationId }) => applicationId === id);
}

export const undoable = computed(() => parked.filter((each) => each.state === "waiting").slice(-1)[0] ?? null);
export const stuck = computed(() => parked.filter((each) => each.state === "stuck"));

let timer: ReturnType<typeof setTimeout> | undefined;

export function park(applicationId: string, title: string, verdict: Verdict): void {
  parked.push({
    applicationId,
    title,
    verdict,
    key: newKey(),
    by: member.value?.username ?? "",
    sendAt: Date.now() + UNDO_SECONDS * 1000,
    state: "waiting",
  });
  settled.set(applicationId, verdict.version);
  schedule();
}

/** The decision that was taken back last, so that its page can fill it in again. */
export const takenBack = shallowRef<Parked | null>(null);

/** Takes the latest decision back that has not been sent yet. */
export function undo(): Parked | null {
  const found = undoable.value;
  if (!found) return null;
  remove(found);
  settled.delete(found.applicationId);
  takenBack.value = found;
  return found;
}

function schedule(): void {
  clearTimeout(timer);
  const next = parked.find((each) => each.state === "waiting");
  if (!next) return;
  timer = setTimeout(() => {
    const now = Date.now();
    for (const each of parked.filter(({ state, sendAt }) => state === "waiting" && sendAt <= now)) void send(each);
    schedule();
  }, Math.max(0, next.sendAt - Date.now()));
}

function remove(which: Parked): void {
  const at = parked.findIndex(({ key }) => key === which.key);
  if (at >= 0) parked.splice(at, 1);
}

function mark(which: Parked, state: Parked["state"]): Parked {
  const at = parked.findIndex(({ key }) => key === which.key);
  const marked = { ...which, state };
  if (at >= 0) parked.splice(at, 1, marked);
  return marked;
}

async function send(which: Parked): Promise<void> {
  const sending = mark(which, "sending");
  try {
    await api.post("/api/staff/applications/{application_id}/decision", {
      path: { application_id: sending.applicationId },
      body: sending.verdict,
      idempotencyKey: sending.key,
      keepalive: true,
    });
    remove(sending);
  } catch (thrown) {
    const problem = toProblem(thrown);
    if (problem.transient || problem.kind === "session") {
      mark(sending, "stuck");
      return;
    }
    remove(sending);
    settled.delete(sending.applicationId);
    toast("bad", `${sending.title}：未生效。${problem.message}`, {
      to: `/review/${sending.applicationId}`,
      text: "重新查看",
    });
  }
}

/** Sends everything at once, also what could not be sent before. */
export async function sendAll(): Promise<void> {
  clearTimeout(timer);
  await Promise.all(parked.filter(({ state }) => state !== "sending").map(send));
}

window.addEventListener("pagehide", () => void sendAll());
window.addEventListener("beforeunload", (event) => {
  void sendAll();
  if (stuck.value.length > 0) event.preventDefault();
});

// Somebody else has signed in at this window: what the one before could not send is not theirs.
watch(member, (now) => {
  if (!now) return;
  for (const each of parked.filter(({ by }) => by !== now.username)) {
    remove(each);
    settled.delete(each.applicationId);
    toast("bad", `${each.title}：因更换登录账户，未生效`);
  }
  if (stuck.value.length > 0) void sendAll();
});
