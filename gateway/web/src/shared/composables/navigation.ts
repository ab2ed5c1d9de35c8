import { nextTick } from "vue";
import type { Router } from "vue-router";

import { announce } from "./announcer";

const RELOADED = "zhengxin.reloaded";

declare module "vue-router" {
  interface RouteMeta {
    /** The page's name, for the window and for screen readers. */
    title?: string;
    /** Who must be signed in. */
    needs?: "person" | "staff";
  }
}

/** After each change of page: title, focus on the heading, words for screen readers; new builds are taken up. */
export function guide(router: Router, site: string): void {
  router.afterEach((to, from, failure) => {
    if (failure) return;
    const title = to.meta.title;
    document.title = title ? `${title} · ${site}` : site;
    if (from.matched.length === 0 || to.path === from.path) return;
    void nextTick(() => {
      focusHeading();
      if (title) announce(title);
    });
  });
  router.onError((error: unknown, to) => {
    // A build that was replaced while the page was open: its files are gone, so the page is loaded anew, once.
    if (!/dynamically imported module|Importing a module|preload CSS/i.test(String(error))) return;
    if (!navigator.onLine) {
      announce("网络连接中断，暂时不能打开该页面，请稍后重试", "assertive"); // a reload would lose what was entered
      return;
    }
    if (sessionStorage.getItem(RELOADED) === to.fullPath) return;
    sessionStorage.setItem(RELOADED, to.fullPath);
    window.location.assign(to.fullPath);
  });
}

export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>("main h1") ?? document.querySelector<HTMLElement>("main");
  if (!heading) return;
  if (!heading.hasAttribute("tabindex")) heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
}
