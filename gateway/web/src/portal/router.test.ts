import { expect, it } from "vitest";

import { PORTAL_ROOTS } from "./paths";
import { nextPage, router } from "./router";

it("goes on to a page of the portal, never to another site", () => {
  expect(nextPage("/apply?type=custody")).toBe("/apply?type=custody");
  for (const foreign of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", undefined, ["/a"]]) {
    expect(nextPage(foreign)).toBe("/home");
  }
});

it("has every page below a path that the gateway answers", () => {
  const paths = router.getRoutes().map(({ path }) => path).filter((path) => !path.startsWith("/:"));
  const roots: readonly string[] = PORTAL_ROOTS;
  expect(paths.filter((path) => !roots.includes(`/${path.split("/")[1] ?? ""}`))).toEqual([]);
});
