import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import type { Plugin } from "vite";

import { CONSOLE_ROOT } from "../src/console/paths.ts";
import { PHONE_ROOT } from "../src/phone/paths.ts";
import { PORTAL_ROOTS } from "../src/portal/paths.ts";

/**
 * `site.json`: which page answers which paths. The gateway reads it, so that an address of ours that is typed or
 * reloaded gets its page, and every other one a real 404. Written last: it says that the build is whole.
 */
export function siteMap(): Plugin {
  let file = "";
  return {
    name: "site-map",
    apply: "build",
    configResolved(config) {
      file = resolve(config.root, config.build.outDir, "site.json");
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const pages = {
          "index.html": PORTAL_ROOTS,
          "m/index.html": [PHONE_ROOT],
          "console/index.html": [CONSOLE_ROOT],
        };
        await writeFile(file, JSON.stringify({ pages }));
      },
    },
  };
}
