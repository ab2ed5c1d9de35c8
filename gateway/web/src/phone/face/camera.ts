/** The front camera and its recorder, where the browser has both. */

const TYPES = ["video/mp4", "video/webm;codecs=vp8", "video/webm"];
const BITS_A_SECOND = 1_500_000;

export const MOST_BYTES = 20 * 1024 * 1024;

/** Each thing the person does while recording, and for how many seconds. */
export const TASKS = [
  { word: "请眨眨眼", seconds: 2, face: "blink" },
  { word: "请张张嘴", seconds: 2, face: "mouth" },
] as const;

export const RECORDING_SECONDS = TASKS.reduce((sum, task) => sum + task.seconds, 0);

export type CameraTrouble = "refused" | "none" | "taken" | "unable";

export const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

/** The recording's type that this browser can write; undefined where it cannot record at all. */
export function recordingType(): string | undefined {
  if (typeof MediaRecorder === "undefined") return undefined;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/** Whether filming on the page can work; else the phone's own camera is used. Missing without HTTPS. */
export function canRecord(): boolean {
  return navigator.mediaDevices?.getUserMedia !== undefined && recordingType() !== undefined;
}

export function openCamera(): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 24 } },
  });
}

/** Why the camera did not open, by the name of the browser's error. */
export function troubleOf(thrown: unknown): CameraTrouble {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  if (name === "NotReadableError" || name === "AbortError") return "taken";
  return "unable";
}

/** What to do at each second of a recording. */
export function taskAt(second: number): (typeof TASKS)[number] {
  let end = 0;
  for (const task of TASKS) {
    end += task.seconds;
    if (second < end) return task;
  }
  return TASKS[TASKS.length - 1] ?? TASKS[0];
}

/** Records until `stop` is called; `video` is what came of it. */
export function record(stream: MediaStream): { video: Promise<Blob>; stop: () => void } {
  const type = recordingType();
  const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), videoBitsPerSecond: BITS_A_SECOND });
  const pieces: Blob[] = [];
  const video = new Promise<Blob>((resolve, reject) => {
    recorder.ondataavailable = (event) => {
      if (event.data.size > 0) pieces.push(event.data);
    };
    recorder.onstop = () => {
      const whole = new Blob(pieces, { type: recorder.mimeType.split(";")[0] ?? "" });
      if (whole.size > 0) resolve(whole);
      else reject(new Error("nothing was recorded"));
    };
    recorder.onerror = () => {
      reject(new Error("the recording broke off"));
    };
  });
  recorder.start();
  return {
    video,
    stop: () => {
      if (recorder.state !== "inactive") recorder.stop();
    },
  };
}

export function closeCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
