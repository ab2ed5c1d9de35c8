import { resolve } from "node:path";

import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

import { compressed } from "./build/compressed.ts";
import { iconFontAsFile } from "./build/icon-font.ts";
import { siteMap } from "./build/site-map.ts";
import { stylesWithComponents } from "./build/styles-with-components.ts";

const root = import.meta.dirname;
/** The gateway that the development server passes calls on to. */
const gateway = process.env["ZHENGXIN_GATEWAY"] ?? "http://127.0.0.1:8080";
const passedOn = ["/api", "/sandbox", "/verify", "/static", "/docs", "/openapi.json", "/app-config.json"];

const port = Number(process.env["PORT"] ?? 5173);

export default defineConfig({
  root,
  cacheDir: `node_modules/.vite-${String(port)}`, // several development servers may run at once
  plugins: [vue(), iconFontAsFile(), stylesWithComponents(), siteMap(), compressed()],
  resolve: { alias: { "@": resolve(root, "src") } },
  build: {
    outDir: process.env["ZHENGXIN_WEB_OUT"] ?? "dist",
    emptyOutDir: true,
    target: ["chrome87", "safari14"],
    cssTarget: ["chrome87", "safari14"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false }, // it would run before anything else and helps only the oldest Safari
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: ["index.html", "m/index.html", "console/index.html"].map((page) => resolve(root, page)),
    },
  },
  server: {
    port,
    strictPort: true,
    // The gateway refuses unsafe requests with a cookie from another origin, so the origin is rewritten as well.
    proxy: Object.fromEntries(
      passedOn.map((path) => [path, { target: gateway, changeOrigin: true, headers: { origin: gateway } }]),
    ),
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts", "build/**/*.test.ts"], restoreMocks: true },
});
