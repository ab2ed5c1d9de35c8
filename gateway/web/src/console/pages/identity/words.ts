import type { Schema } from "@/api";

export const AIMS: Record<Schema<"identity.Aim">, string> = { registration: "注册", recovery: "更换手机号" };
export const ASKED_BY: Record<Schema<"identity.AskedBy">, string> = { person: "本人申请人工核验", provider: "系统转人工" };
export const EVIDENCE: Record<Schema<"identity.EvidenceKind">, string> = {
  id_card_front: "身份证人像面",
  id_card_back: "身份证国徽面",
  video: "人脸视频",
};
