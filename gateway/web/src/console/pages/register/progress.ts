import type { Schema } from "@/api";

type Item = Schema<"archive.ImportItem">;

/** Where an import stands, in words; `tone` is what `StateTag` knows. */
export function standing(item: Pick<Item, "state" | "error" | "refused">): { tone: string; label: string } {
  if (item.state === "running") return { tone: "submitted", label: "正在导入" };
  if (item.state === "failed") {
    return item.error?.code === "archive.import.cancelled" ? { tone: "withdrawn", label: "已取消" } : { tone: "failed", label: "未导入" };
  }
  return item.refused > 0 ? { tone: "submitted", label: "完成，有错误" } : { tone: "completed", label: "完成" };
}
