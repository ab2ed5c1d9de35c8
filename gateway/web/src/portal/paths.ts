/**
 * Where the portal's pages are. The gateway answers these paths, and all below them, with the portal; a new page
 * under a new first segment needs its line here.
 */
export const PORTAL_ROOTS = ["/", "/login", "/register", "/reset", "/recover", "/home", "/archive", "/apply", "/applications", "/certificates", "/account", "/help"] as const;
