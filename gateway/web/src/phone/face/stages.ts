import type { Schema } from "@/api";

type Session = Schema<"identity.FaceSessionAnswer">;

/** The screens of the face check, in their order. */
export type Stage = "consent" | "front" | "back" | "video" | "ready" | "checking" | "passed" | "failed" | "in_review" | "manual";

export const STEPS = ["知情同意", "拍身份证", "录制视频", "核实结果"] as const;

const STAGE_OF_STEP: Record<string, Stage> = {
  consent: "consent",
  id_card_front: "front",
  id_card_back: "back",
  video: "video",
  submission: "ready",
};

/** Where a page that was opened or reloaded goes on: at the first step that is not done. */
export function stageOf(session: Pick<Session, "state" | "steps">): Stage {
  if (session.state !== "pending") return session.state;
  const open = session.steps.find((step) => !step.done);
  return (open && STAGE_OF_STEP[open.step]) ?? "ready";
}

/** The step that a screen belongs to, as an index into `STEPS`. */
export function stepOf(stage: Stage): number {
  if (stage === "consent") return 0;
  if (stage === "front" || stage === "back") return 1;
  if (stage === "video" || stage === "ready") return 2;
  return stage === "passed" ? STEPS.length : 3;
}

export const TITLES: Record<Stage, string> = {
  consent: "人脸核身",
  front: "拍摄身份证人像面",
  back: "拍摄身份证国徽面",
  video: "录制面部视频",
  ready: "提交核实",
  checking: "正在核实身份",
  passed: "验证通过",
  failed: "验证未通过",
  in_review: "等待人工核验",
  manual: "转人工核验",
};
