const PAGES = ["/register", "/recover"];

/** Where the person came from on this very phone (`?back=`): a page of the flow, never another site. */
export function wayBack(search: string): string | null {
  const asked = new URLSearchParams(search).get("back");
  return asked !== null && PAGES.includes(asked) ? asked : null;
}
