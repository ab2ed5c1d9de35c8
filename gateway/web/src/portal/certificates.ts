import { addressOf, api, fetchFile, Problem, type Schema } from "@/api";

import { save } from "./files";

export type Certificate = Schema<"certificate.CertificateAnswer">;

/** A letter's states in words; the API names those of applications only. */
export const CERTIFICATE_STATES: Record<Certificate["state"], { label: string; text: string }> = {
  approved: { label: "正在签发", text: "证明信正在签发，通常在一分钟内完成。" },
  issued: { label: "有效", text: "" },
  revoked: { label: "已撤销", text: "该证明信已被人才中心撤销，不能再使用和下载。原因见申请详情，如有疑问请联系人才中心。" },
  superseded: { label: "已换发", text: "该证明信已由新的一份取代，请使用列表中最新的一份；收件单位查验本份时会显示“已换发”。" },
  expired: { label: "已过期", text: "该证明信已超过有效期，收件单位查验时会显示“已过期”。仍有需要的，请重新申请。" },
};

export function fileName({ label, number }: Certificate): string {
  return `${label}_${number}.pdf`;
}

export async function fetchPdf({ certificate_id }: Certificate): Promise<Blob> {
  return fetchFile(addressOf("/api/me/certificates/{certificate_id}/pdf", { path: { certificate_id } }));
}

export async function downloadPdf(certificate: Certificate): Promise<Blob> {
  const pdf = await fetchPdf(certificate);
  save(pdf, fileName(certificate));
  return pdf;
}

/** One of my certificates; the API lists them only, so the list is walked through. */
export async function findCertificate(id: string, signal: AbortSignal): Promise<Certificate> {
  let cursor: string | undefined;
  for (;;) {
    const page = await api.get("/api/me/certificates", { query: { limit: 100, cursor }, signal });
    const found = page.items.find(({ certificate_id }) => certificate_id === id);
    if (found) return found;
    if (!page.next_cursor) throw new Problem("missing", { message: "没有找到该证明信" });
    cursor = page.next_cursor;
  }
}
