import { createRouter, createWebHistory, type RouteComponent, type RouteRecordRaw } from "vue-router";

import { onSessionLost } from "@/api";

import { allowed, can, forgetMember, knownMember, member, type Role } from "./member";
import { MENU } from "./menu";
import { CONSOLE_ROOT } from "./paths";

declare module "vue-router" {
  interface RouteMeta {
    /** One of these roles is needed. */
    roles?: readonly Role[];
    /** The entry of the menu that the page belongs to. */
    menu?: string;
  }
}

type Lazy = () => Promise<RouteComponent>;

/** A page of staff with the roles of the entry of the menu that it belongs to. */
function page(path: string, title: string, component: Lazy, menu = path): RouteRecordRaw {
  const roles = MENU.flatMap(({ entries }) => entries).find((entry) => entry.path === menu)?.roles;
  return { path, component, meta: { title, needs: "staff", menu, ...(roles ? { roles } : {}) } };
}

const routes: RouteRecordRaw[] = [
  { path: "/", redirect: () => homePage() },
  { path: "/login", component: () => import("./pages/LoginPage.vue"), meta: { title: "登录" } },
  page("/queue", "证明信审核", () => import("./pages/QueuePage.vue")),
  page("/review/:id", "审核申请", () => import("./pages/ReviewPage.vue"), "/queue"),
  page("/identity-reviews", "身份核验", () => import("./pages/IdentityReviewsPage.vue")),
  page("/identity-reviews/:id", "核验身份", () => import("./pages/IdentityReviewPage.vue"), "/identity-reviews"),
  page("/certificates", "证明信管理", () => import("./pages/CertificatesPage.vue")),
  page("/certificates/:number", "证明信", () => import("./pages/CertificatePage.vue"), "/certificates"),
  page("/register", "档案查询", () => import("./pages/RegisterPage.vue")),
  page("/register/:id", "档案记录", () => import("./pages/RecordPage.vue"), "/register"),
  page("/imports", "登记表导入", () => import("./pages/ImportsPage.vue")),
  page("/imports/:id", "导入结果", () => import("./pages/ImportPage.vue"), "/imports"),
  page("/disputes", "信息异议", () => import("./pages/DisputesPage.vue")),
  page("/statistics", "统计", () => import("./pages/StatisticsPage.vue")),
  page("/messages", "短信记录", () => import("./pages/MessagesPage.vue")),
  page("/audit", "操作日志", () => import("./pages/AuditPage.vue")),
  page("/accounts", "工作人员账户", () => import("./pages/AccountsPage.vue")),
  { path: "/password", component: () => import("./pages/PasswordPage.vue"), meta: { title: "修改密码", needs: "staff" } },
  { path: "/:rest(.*)*", component: () => import("./pages/MissingPage.vue"), meta: { title: "页面不存在" } },
];

export const router = createRouter({
  history: createWebHistory(CONSOLE_ROOT),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
});

router.beforeEach(async (to) => {
  if (to.meta.needs !== "staff") return true;
  try {
    if (await knownMember()) return true;
  } catch {
    return true; // the network is gone: the page itself says so, and offers to try again
  }
  return { path: "/login", query: to.path === "/" ? {} : { next: to.fullPath } };
});

onSessionLost(() => {
  const { path, fullPath, meta } = router.currentRoute.value;
  forgetMember();
  if (meta.needs === "staff") void router.push({ path: "/login", query: { next: fullPath, ended: "1" } });
  else if (path !== "/login") void router.push("/login");
});

/** The first page of the menu that the member of staff may open. */
export function homePage(): string {
  const entry = MENU.flatMap(({ entries }) => entries).find(({ roles }) => can(...roles));
  return entry?.path ?? (member.value ? "/password" : "/queue");
}

/** Where to go after signing in: a page of the console that one may open, never another site. */
export function nextPage(next: unknown): string {
  if (typeof next !== "string" || !/^\/(?![/\\])/.test(next)) return homePage();
  const { meta } = router.resolve(next);
  return allowed(member.value?.roles ?? [], meta.roles) ? next : homePage();
}
