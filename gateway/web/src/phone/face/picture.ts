/** Photos made smaller on the phone, so that they arrive over a slow network. */

const LONG_SIDE = 1600;
const QUALITY = 0.88;

export class NotAPicture extends Error {}

/** The size a picture is drawn at: the long side at most 1600 px, nothing is enlarged. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONG_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * An upright JPEG of at most 1600 px. Browsers turn the picture as its EXIF says when they draw it.
 *
 * @throws NotAPicture when the browser cannot show the file.
 */
export async function shrink(file: Blob): Promise<Blob> {
  const address = URL.createObjectURL(file);
  try {
    const image = await opened(address);
    const { width, height } = fitted(image.naturalWidth, image.naturalHeight);
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    if (!context || width < 2 || height < 2) throw new NotAPicture();
    context.fillStyle = "#ffffff"; // what was transparent
    context.fillRect(0, 0, width, height);
    context.drawImage(image, 0, 0, width, height);
    return await encoded(canvas);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function opened(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      resolve(image);
    };
    image.onerror = () => {
      reject(new NotAPicture());
    };
    image.src = address;
  });
}

function encoded(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => {
        if (blob) resolve(blob);
        else reject(new NotAPicture());
      },
      "image/jpeg",
      QUALITY,
    );
  });
}
