import { Problem } from "@/api";

export const MEGABYTE = 1024 * 1024;

export type PictureKind = "jpeg" | "png";

/** What a file is by its first bytes, whatever it is called. */
export async function pictureKind(file: Blob): Promise<PictureKind | null> {
  const head = new Uint8Array(await file.slice(0, 8).arrayBuffer());
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return png.every((byte, at) => head[at] === byte) ? "png" : null;
}

/** The picture as JPG of at most `limit` bytes; only on demand, and the new size is shown. */
export async function asJpeg(file: File, limit: number): Promise<File> {
  const picture = await decoded(file);
  for (const longest of [4000, 3000, 2200, 1600]) {
    const scale = Math.min(1, longest / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    const context = canvas.getContext("2d");
    if (!context) break;
    context.fillStyle = "#fff"; // JPG knows no transparency
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => {
      canvas.toBlob(resolve, "image/jpeg", 0.88);
    });
    if (blob && blob.size <= limit) return new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
  }
  throw new Problem("refused", { message: "图片无法转换，请另选一张 JPG 图片" });
}

async function decoded(file: File): Promise<HTMLImageElement> {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    return picture;
  } catch {
    throw new Problem("refused", { message: "无法读取该图片，请另选一张 JPG 图片" });
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Hand a file to the browser to keep. */
export function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}

/** SHA-256 in hexadecimal; null where the browser computes none (pages without HTTPS). */
export async function sha256(blob: Blob): Promise<string | null> {
  const subtle = (crypto as Partial<Crypto>).subtle;
  if (!subtle) return null;
  const digest = new Uint8Array(await subtle.digest("SHA-256", await blob.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
