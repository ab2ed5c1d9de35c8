import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

import type { Plugin } from "vite";

const STYLES = "vant/es/icon/index.css";
const FACE = /src:\s*url\(data:font\/woff2;[^,]*base64,([A-Za-z0-9+/=]+)\)[^;}]*/;

/**
 * Vant's icons are a font inside a style sheet, with another one at a foreign address behind it. The policy allows
 * neither, so the font becomes a file of ours and the address goes.
 */
export function iconFontAsFile(): Plugin {
  let font = "";
  return {
    name: "icon-font-as-file",
    enforce: "pre",
    configResolved(config) {
      font = resolve(config.root, "node_modules/.cache/vant-icon.woff2");
    },
    transform(code, id) {
      const file = id.split("?")[0] ?? "";
      if (!file.endsWith(STYLES)) return null;
      const { styles, content } = withoutFont(code, relative(dirname(file), font));
      mkdirSync(dirname(font), { recursive: true });
      writeFileSync(font, content);
      return { code: styles, map: null };
    },
  };
}

/** The style sheet with the font at an address, and the font. Fails when a new version looks different. */
export function withoutFont(styles: string, address: string): { styles: string; content: Buffer } {
  const found = FACE.exec(styles);
  if (!found?.[1]) throw new Error("Vant's icon font is not where it was; see build/icon-font.ts");
  const replaced = styles.replace(FACE, `src:url("${address}") format("woff2")`);
  if (/url\(["']?(https?:)?\/\//.test(replaced)) throw new Error("Vant's icons refer to another origin");
  return { styles: replaced, content: Buffer.from(found[1], "base64") };
}
