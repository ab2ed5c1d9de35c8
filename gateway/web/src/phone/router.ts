import { createRouter, createWebHistory } from "vue-router";

import { PHONE_ROOT } from "./paths";

export const router = createRouter({
  history: createWebHistory(PHONE_ROOT),
  routes: [{ path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "链接无效" } }],
});
