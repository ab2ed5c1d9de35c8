/** Below this path the gateway answers with the console. */
export const CONSOLE_ROOT = "/console";
