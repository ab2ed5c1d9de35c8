import { onScopeDispose, reactive, ref, shallowRef } from "vue";

import { api, type Problem, type Schema, toProblem, upload } from "@/api";

import { type Stage, stageOf } from "./stages";

export type Side = "front" | "back";
type Reason = Schema<"identity.ReasonAnswer">;

const GONE = "identity.face_session.not_found";
const DECIDED = "identity.face_session.decided";
const UNDER_WAY = "identity.face_session.check_under_way";
const PROVIDER_PATIENCE = 65_000;
const LOOK_AGAIN = 2_000;

/**
 * One pass through the face check. The server knows what is done, so that a reload or another phone goes on there; the
 * photos of this page are kept besides, for a try that the network broke off and for the manual review.
 */
export function useFaceSession(token: string) {
  const path = { token };
  const stage = ref<Stage | "loading" | "gone">("loading");
  const expiresAt = ref("");
  const reasons = shallowRef<readonly Reason[]>([]);
  /** What went wrong with the last action; the screen's own buttons repeat it. */
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);
  /** The sent share of the running upload, 0 to 1; null while nothing is sent. */
  const sent = ref<number | null>(null);
  const photos = reactive<Record<Side, Blob | null>>({ front: null, back: null });
  let controller = new AbortController();

  onScopeDispose(() => {
    controller.abort();
  });

  /** One action at a time; a link that ran out, or was decided elsewhere, is shown as that. */
  async function act(action: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    controller = new AbortController();
    try {
      await action(controller.signal);
    } catch (thrown) {
      const found = toProblem(thrown);
      if (found.code === GONE) stage.value = "gone";
      else if (found.code === DECIDED) await result().catch(fail);
      else fail(found);
    } finally {
      busy.value = false;
      sent.value = null;
    }
  }

  function fail(thrown: unknown): void {
    const found = toProblem(thrown);
    if (stage.value === "checking") stage.value = "ready";
    if (found.kind !== "cancelled") problem.value = found;
  }

  async function take(session: Schema<"identity.FaceSessionAnswer">): Promise<void> {
    expiresAt.value = session.expires_at;
    if (session.state === "pending") stage.value = stageOf(session);
    else await result(); // the reasons come with the answer, which stays the same
  }

  /** The provider's answer; while it is asked by an earlier attempt, that one's. */
  async function result(): Promise<void> {
    for (;;) {
      try {
        const said = await api.post("/api/face-sessions/{token}/submission", { path, timeout: PROVIDER_PATIENCE });
        reasons.value = said.reasons;
        stage.value = said.state === "pending" ? "ready" : said.state;
        return;
      } catch (thrown) {
        if (toProblem(thrown).code !== UNDER_WAY) throw thrown;
        stage.value = "checking";
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
      }
    }
  }

  const load = () =>
    act(async (signal) => {
      await take(await api.get("/api/face-sessions/{token}", { path, signal }));
    });

  const consent = () =>
    act(async (signal) => {
      await api.post("/api/face-sessions/{token}/consent", { path, body: { accepted: true }, signal });
      await take(await api.get("/api/face-sessions/{token}", { path, signal }));
    });

  const sendPhoto = (side: Side, photo: Blob) =>
    act(async (signal) => {
      photos[side] = photo;
      sent.value = 0;
      await upload("put", "/api/face-sessions/{token}/id-card/{side}", {
        path: { token, side },
        form: form({ file: photo }),
        signal,
        onProgress: (share) => (sent.value = share),
      });
      await take(await api.get("/api/face-sessions/{token}", { path, signal }));
    });

  const sendVideo = (video: Blob) =>
    act(async (signal) => {
      sent.value = 0;
      await upload("put", "/api/face-sessions/{token}/video", {
        path,
        form: form({ file: video }),
        signal,
        onProgress: (share) => (sent.value = share),
      });
      await check();
    });

  async function check(): Promise<void> {
    sent.value = null;
    stage.value = "checking";
    await result();
  }

  const submit = () => act(check);

  const retry = () =>
    act(async (signal) => {
      reasons.value = [];
      await take(await api.post("/api/face-sessions/{token}/retry", { path, signal }));
    });

  const askStaff = (front: Blob, back: Blob) =>
    act(async (signal) => {
      sent.value = 0;
      await upload("post", "/api/face-sessions/{token}/manual-review", {
        path,
        form: form({ id_card_front: front, id_card_back: back }),
        signal,
        onProgress: (share) => (sent.value = share),
      });
      reasons.value = [];
      stage.value = "in_review";
    });

  function cancel(): void {
    controller.abort();
  }

  function forgetProblem(): void {
    problem.value = null;
  }

  /** Back to a screen that was passed already, or to the way round. */
  function goTo(to: Stage): void {
    forgetProblem();
    stage.value = to;
  }

  const actions = { load, consent, sendPhoto, sendVideo, submit, retry, askStaff, cancel, forgetProblem, goTo };
  return { stage, expiresAt, reasons, problem, busy, sent, photos, ...actions };
}

export type FaceSession = ReturnType<typeof useFaceSession>;

function form(files: Record<string, Blob>): FormData {
  const data = new FormData();
  for (const [name, file] of Object.entries(files)) data.append(name, file, file instanceof File ? file.name : name);
  return data;
}
