/** Dates and times as people here write them. Times come with +08:00 and are shown in China's time wherever one is. */

const DATE_AND_TIME = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
});

function parts(at: string): Record<string, string> {
  return Object.fromEntries(DATE_AND_TIME.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
}

/** 2026-11-22 */
export function dateOf(at: string): string {
  const { year = "", month = "", day = "" } = parts(at);
  return `${year}-${month}-${day}`;
}

/** 2026-11-22 18:05 */
export function timeOf(at: string): string {
  const { hour = "", minute = "" } = parts(at);
  return `${dateOf(at)} ${hour === "24" ? "00" : hour}:${minute}`;
}

/** 1.2 MB */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(0)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** 1 分 20 秒 */
export function durationOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes === 0) return `${String(rest)} 秒`;
  return rest === 0 ? `${String(minutes)} 分钟` : `${String(minutes)} 分 ${String(rest)} 秒`;
}
