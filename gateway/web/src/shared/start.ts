import "./styles/base.css";

import { type Component, createApp } from "vue";
import type { Router } from "vue-router";

import { loadAppConfig } from "./composables/app-config";
import { guide } from "./composables/navigation";
import { restoreTextSize } from "./composables/text-size";

/** Starts one of the three sites. `name` stands after each page's title. */
export function start(app: Component, router: Router, name: string): void {
  restoreTextSize();
  guide(router, name);
  void loadAppConfig();
  createApp(app).use(router).mount("#app");
}
