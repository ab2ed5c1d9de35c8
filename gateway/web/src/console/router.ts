import { createRouter, createWebHistory } from "vue-router";

import { CONSOLE_ROOT } from "./paths";

export const router = createRouter({
  history: createWebHistory(CONSOLE_ROOT),
  routes: [{ path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "页面不存在" } }],
});
