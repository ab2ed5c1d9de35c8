import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";

import { onSessionLost } from "@/api";

import { forgetPerson, knownPerson } from "./person";

/** A page each, fetched when it is first opened. `needs: "person"` sends who is not signed in to the login page. */
const routes: RouteRecordRaw[] = [
  { path: "/", redirect: "/home" },
  { path: "/login", component: () => import("./pages/LoginPage.vue"), meta: { title: "登录" } },
  { path: "/register", component: () => import("./pages/RegisterPage.vue"), meta: { title: "注册" } },
  { path: "/reset", component: () => import("./pages/ResetPage.vue"), meta: { title: "找回密码" } },
  { path: "/recover", component: () => import("./pages/RecoverPage.vue"), meta: { title: "更换手机号" } },
  { path: "/help", component: () => import("./pages/HelpPage.vue"), meta: { title: "帮助" } },
  { path: "/home", component: () => import("./pages/HomePage.vue"), meta: { title: "首页", needs: "person" } },
  { path: "/archive", component: () => import("./pages/ArchivePage.vue"), meta: { title: "基本信息", needs: "person" } },
  { path: "/apply", component: () => import("./pages/ApplyPage.vue"), meta: { title: "证明信申请", needs: "person" } },
  { path: "/applications", component: () => import("./pages/ApplicationsPage.vue"), meta: { title: "申请状态查询", needs: "person" } },
  { path: "/applications/:id", component: () => import("./pages/ApplicationPage.vue"), props: true, meta: { title: "申请详情", needs: "person" } },
  { path: "/certificates", component: () => import("./pages/CertificatesPage.vue"), meta: { title: "证明信下载", needs: "person" } },
  { path: "/certificates/:id", component: () => import("./pages/CertificatePage.vue"), props: true, meta: { title: "证明信预览", needs: "person" } },
  { path: "/account", component: () => import("./pages/AccountPage.vue"), meta: { title: "账户", needs: "person" } },
  { path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "页面不存在" } },
];

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
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
