import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import type { Plugin } from "vite";

import { CONSOLE_ROOT } from "../src/console/paths.ts";
import { PHONE_ROOT } from "../src/phone/paths.ts";
import { PORTAL_ROOTS } from "../src/portal/paths.ts";

const PAGES = {
  "index.html": PORTAL_ROOTS,
  "m/index.html": [PHONE_ROOT],
  "console/index.html": [CONSOLE_ROOT],
};

/** The development server finds the portal's page by itself; the other two are shown the way here. */
const served: Plugin = {
  name: "site-map-served",
  apply: "serve",
  configureServer(server) {
    server.middlewares.use((request, _answer, next) => {
      const path = request.url?.split("?")[0] ?? "/";
      for (const root of [PHONE_ROOT, CONSOLE_ROOT]) {
        const below = path === root || path.startsWith(`${root}/`);
        if (below && request.headers.accept?.includes("text/html")) request.url = `${root}/index.html`;
      }
      next();
    });
  },
};

/**
 * `site.json`: which page answers which paths. The gateway reads it, so that an address of ours that is typed or
 * reloaded gets its page, and every other one a real 404. Written last: it says that the build is whole.
 */
export function siteMap(): Plugin[] {
  let file = "";
  const written: Plugin = {
    name: "site-map",
    apply: "build",
    configResolved(config) {
      file = resolve(config.root, config.build.outDir, "site.json");
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        await writeFile(file, JSON.stringify({ pages: PAGES }));
      },
    },
  };
  return [written, served];
}
