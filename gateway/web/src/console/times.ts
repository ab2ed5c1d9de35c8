import { timeOf } from "@/shared/dates";

/** 2026-11-22 18:05:09; the API writes seconds with China's offset. */
export function toSecond(at: string): string {
  return `${timeOf(at)}:${new Date(at).getUTCSeconds().toString().padStart(2, "0")}`;
}
