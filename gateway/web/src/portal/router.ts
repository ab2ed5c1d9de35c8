import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";

import { onSessionLost } from "@/api";

import { forgetPerson, knownPerson } from "./person";

/** A page each, fetched when it is first opened. `needs: "person"` sends who is not signed in to the login page. */
const routes: RouteRecordRaw[] = [
  { path: "/", redirect: "/home" },
  { path: "/login", component: () => import("./pages/LoginPage.vue"), meta: { title: "登录" } },
  { path: "/home", component: () => import("./pages/HomePage.vue"), meta: { title: "首页", needs: "person" } },
  { path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "页面不存在" } },
];

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.beforeEach(async (to) => {
  if (to.meta.needs !== "person") return true;
  try {
    if (await knownPerson()) return true;
  } catch {
    return true; // the network is gone: the page itself says so, and offers to try again
  }
  return { path: "/login", query: to.path === "/home" ? {} : { next: to.fullPath } };
});

onSessionLost(() => {
  forgetPerson();
  const { path, fullPath, meta } = router.currentRoute.value;
  if (meta.needs === "person") void router.push({ path: "/login", query: { next: fullPath, ended: "1" } });
  else if (path !== "/login") void router.push("/login");
});

/** Where to go after signing in: a page of the portal, never another site. */
export function nextPage(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/home";
}
