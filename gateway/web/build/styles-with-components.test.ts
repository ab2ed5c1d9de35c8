import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { expect, it } from "vitest";

import { stylesOf } from "./styles-with-components.ts";

it("finds the styles of components, those shown by functions, and none of types", () => {
  expect(stylesOf("ElTableColumn, ElButton as Button, useLocale, type FormInstance", "element-plus")).toEqual([
    "element-plus/es/components/table-column/style/css",
    "element-plus/es/components/button/style/css",
  ]);
  expect(stylesOf("ActionSheet, showToast, type PopupProps", "vant")).toEqual([
    "vant/es/action-sheet/style/index",
    "vant/es/toast/style/index",
  ]);
});

it("names files that exist", () => {
  const modules = resolve(import.meta.dirname, "../node_modules");
  for (const style of [...stylesOf("ElMessageBox, ElDatePicker", "element-plus"), ...stylesOf("Popup", "vant")]) {
    const found = [".mjs", ".js"].some((suffix) => existsSync(resolve(modules, style + suffix)));
    expect(found, style).toBe(true);
  }
});
