/** How long somebody has been waiting: in words, and how urgent that is. */

const HOUR = 3600_000;

export type Urgency = "fresh" | "aging" | "late";

export interface Waiting {
  text: string;
  urgency: Urgency;
}

export function waitingSince(since: string, now: number): Waiting {
  const waited = Math.max(0, now - new Date(since).getTime());
  return { text: words(waited), urgency: waited < 4 * HOUR ? "fresh" : waited < 24 * HOUR ? "aging" : "late" };
}

function words(waited: number): string {
  const minutes = Math.floor(waited / 60_000);
  const hours = Math.floor(minutes / 60);
  if (minutes < 1) return "刚刚提交";
  if (hours < 1) return `等待 ${String(minutes)} 分钟`;
  if (hours < 24) return `等待 ${String(hours)} 小时`;
  const rest = hours % 24;
  return `等待 ${String(Math.floor(hours / 24))} 天${rest > 0 ? ` ${String(rest)} 小时` : ""}`;
}

/** Seconds as people say them: 45 秒, 3.5 分钟, 2.1 小时, 1.4 天. */
export function spanOf(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} 秒`;
  if (seconds < 60) return `${seconds.toFixed(0)} 秒`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(1)} 分钟`;
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} 小时`;
  return `${(seconds / 86_400).toFixed(1)} 天`;
}
