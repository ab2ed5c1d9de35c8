export { addressOf, api } from "./client";
export type { CallOptions } from "./client";
export { fetchFile } from "./file";
export { Problem, toProblem } from "./problem";
export type { ProblemKind } from "./problem";
export { onSessionLost } from "./session";
export type { Answered, Schema } from "./types";
export { upload } from "./upload";
