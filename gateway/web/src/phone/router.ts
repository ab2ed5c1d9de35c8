import { createRouter, createWebHistory } from "vue-router";

import { PHONE_ROOT } from "./paths";

export const router = createRouter({
  history: createWebHistory(PHONE_ROOT),
  routes: [
    { path: "/face/:token([\\w-]+)", component: () => import("./pages/FacePage.vue"), props: true, meta: { title: "人脸核身" } },
    { path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "链接无效" } },
  ],
});
