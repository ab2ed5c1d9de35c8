import type { Schema } from "@/api";

type Detail = Schema<"certificate.ApplicationDetail">;
type Step = Schema<"certificate.StepAnswer">;

export interface TimelineItem {
  title: string;
  at?: string | null;
  text?: string | null;
  state: "done" | "now" | "next" | "bad";
}

const TITLES: Record<string, string> = {
  approved: "审核通过",
  issued: "证明信已签发",
  rejected: "审核未通过",
  withdrawn: "已撤回申请",
  revoked: "证明信已撤销",
  superseded: "证明信已换发",
  expired: "证明信已过期",
};
const BAD = new Set(["rejected", "revoked"]);
const CHANGED: Record<string, string> = { letter: "单位介绍信", purpose: "用途", receiver: "接收单位" };

/** An application's history, oldest first, and what is still to come. */
export function timelineOf({ state, history }: Pick<Detail, "state" | "history">): TimelineItem[] {
  const steps = [...history].sort((one, other) => one.version - other.version);
  const items: TimelineItem[] = steps.map((step, at) => ({
    title: step.state === "submitted" ? (at === 0 ? "提交申请" : "重新提交") : (TITLES[step.state] ?? step.state_label),
    at: step.at,
    text: textOf(step),
    state: BAD.has(step.state) ? "bad" : "done",
  }));
  if (state === "submitted") {
    items.push({ title: "等待审核", text: "审核结果将以短信通知您", state: "now" });
    items.push({ title: "签发证明信", state: "next" });
  }
  if (state === "approved") items.push({ title: "正在签发", text: "通常在一分钟内完成，本页会自动更新", state: "now" });
  return items;
}

function textOf({ state, reasons, comment, changed }: Step): string | null {
  if (state === "submitted") {
    const names = changed.map((name) => CHANGED[name] ?? "档案登记信息");
    return names.length > 0 ? `更正了${[...new Set(names)].join("、")}` : null;
  }
  return [...reasons.map(({ label }) => label), comment ?? ""].filter(Boolean).join("；") || null;
}
