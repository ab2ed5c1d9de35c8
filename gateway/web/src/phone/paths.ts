/** Below this path the gateway answers with the phone pages. */
export const PHONE_ROOT = "/m";
