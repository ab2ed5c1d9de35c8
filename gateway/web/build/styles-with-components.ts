import type { Plugin } from "vite";

/** Library → the file that holds one component's styles, and the prefix of its components' names. */
const LIBRARIES = {
  "element-plus": { prefix: "El", style: (name: string) => `element-plus/es/components/${name}/style/css` },
  vant: { prefix: "", style: (name: string) => `vant/es/${name}/style/index` },
} as const;

/** Functions that show a component of their own. */
const SHOWN_BY: Record<string, string> = {
  vLoading: "loading",
  showToast: "toast",
  showLoadingToast: "toast",
  showSuccessToast: "toast",
  showFailToast: "toast",
  showDialog: "dialog",
  showConfirmDialog: "dialog",
  showNotify: "notify",
  showImagePreview: "image-preview",
};

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

/** The style files of the components among the imported names, and of those that imported functions show. */
export function stylesOf(names: string, library: keyof typeof LIBRARIES): string[] {
  const { prefix, style } = LIBRARIES[library];
  return names
    .split(",")
    .map((name) => name.trim().split(/\s+as\s+/)[0] ?? "")
    .map((name) => {
      if (name in SHOWN_BY) return SHOWN_BY[name];
      return /^[A-Z]/.test(name) && name.startsWith(prefix) ? kebab(name.slice(prefix.length)) : undefined;
    })
    .flatMap((component) => (component === undefined ? [] : [style(component)]));
}

function kebab(name: string): string {
  return name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
