import type { Schema } from "@/api";

export type Facts = Schema<"certificate.FactsAnswer">;

const LABELS: readonly [keyof Facts, string][] = [
  ["name", "姓名"],
  ["id_number", "身份证号"],
  ["sex", "性别"],
  ["archive_type", "存档类别"],
  ["archive_number", "存档编号"],
  ["dismissed_on", "解聘时间"],
  ["fees_paid_until", "缴费截止时间"],
];
export const ARCHIVE_TYPES: Record<string, string> = { unit: "单位存档", individual: "个人存档" };

export interface FactRow {
  field: keyof Facts;
  label: string;
  submitted: string | null;
  current: string | null;
  differs: boolean;
}

export function factRows(snapshot: Facts, record: Facts | null, differing: readonly string[]): FactRow[] {
  return LABELS.map(([field, label]) => ({
    field,
    label,
    submitted: shown(field, snapshot),
    current: record ? shown(field, record) : null,
    differs: differing.includes(field),
  }));
}

function shown(field: keyof Facts, facts: Facts): string | null {
  const value = facts[field];
  return field === "archive_type" && value !== null ? (ARCHIVE_TYPES[value] ?? value) : value;
}

/** 1101**********1234 */
export function maskedIdNumber(number: string): string {
  return `${number.slice(0, 4)}${"*".repeat(Math.max(0, number.length - 8))}${number.slice(-4)}`;
}
