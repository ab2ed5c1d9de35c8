import type { Plugin } from "vite";

/** Library → the file that holds one component's styles, and the prefix of its components' names. */
const LIBRARIES = {
  "element-plus": { prefix: "El", style: (name: string) => `element-plus/es/components/${name}/style/css` },
  vant: { prefix: "", style: (name: string) => `vant/es/${name}/style/index` },
} as const;

const IMPORT = /^import\s+\{([^}]*)\}\s+from\s+["'](element-plus|vant)["'];?/gm;

/**
 * Imports a component's styles with the component: `import { ElTable } from "element-plus"` is all a page writes,
 * and nothing that no page uses gets into the bundle.
 */
export function stylesWithComponents(): Plugin {
  return {
    name: "styles-with-components",
    enforce: "post",
    transform(code, id) {
      if (id.includes("node_modules") || !/\.(vue|ts)($|\?)/.test(id)) return null;
      const styles = [...code.matchAll(IMPORT)].flatMap(([, names, library]) =>
        stylesOf(names ?? "", library as keyof typeof LIBRARIES),
      );
      if (styles.length === 0) return null;
      return { code: code + styles.map((style) => `\nimport "${style}";`).join(""), map: null };
    },
  };
}

/** The style files of the components among the imported names; functions and types have none but for the listed. */
export function stylesOf(names: string, library: keyof typeof LIBRARIES): string[] {
  const { prefix, style } = LIBRARIES[library];
  return names
    .split(",")
    .map((name) => name.trim().split(/\s+as\s+/)[0] ?? "")
    .filter((name) => /^[A-Z]/.test(name) && name.startsWith(prefix))
    .map((name) => style(kebab(name.slice(prefix.length))));
}

function kebab(name: string): string {
  return name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
