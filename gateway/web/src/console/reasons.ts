import { api, type Schema } from "@/api";

export type Reason = Schema<"certificate.ReasonAnswer">;

const FIELDS: Record<string, string> = { letter: "单位介绍信", purpose: "用途", receiver: "接收单位", record: "档案登记" };

let asked: Promise<Reason[]> | null = null;

/** The list of reasons, fetched once. */
export function rejectionReasons(): Promise<Reason[]> {
  asked ??= api.get("/api/staff/rejection-reasons").then(
    ({ items }) => items,
    (thrown: unknown) => {
      asked = null;
      throw thrown;
    },
  );
  return asked;
}

/** By what the person must correct, in the list's order. */
export function grouped(reasons: readonly Reason[]): { field: string; label: string; reasons: Reason[] }[] {
  const fields = [...new Set(reasons.map(({ field }) => field))];
  return fields.map((field) => ({
    field,
    label: FIELDS[field] ?? "其他",
    reasons: reasons.filter((reason) => reason.field === field),
  }));
}
