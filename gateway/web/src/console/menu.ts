import type { Role } from "./member";

export interface Entry {
  path: string;
  title: string;
  roles: readonly Role[];
}

/** The menu, in groups; each member of staff sees what their roles allow. The first entry they see is their home. */
export const MENU: readonly { title: string; entries: readonly Entry[] }[] = [
  {
    title: "审核",
    entries: [
      { path: "/queue", title: "证明信审核", roles: ["reviewer"] },
      { path: "/identity-reviews", title: "身份核验", roles: ["reviewer"] },
      { path: "/certificates", title: "证明信管理", roles: ["reviewer"] },
    ],
  },
  {
    title: "档案",
    entries: [
      { path: "/register", title: "档案查询", roles: ["clerk"] },
      { path: "/imports", title: "登记表导入", roles: ["clerk"] },
      { path: "/disputes", title: "信息异议", roles: ["clerk"] },
    ],
  },
  {
    title: "监督",
    entries: [
      { path: "/statistics", title: "统计", roles: ["auditor"] },
      { path: "/messages", title: "短信记录", roles: ["auditor"] },
      { path: "/audit", title: "操作日志", roles: ["auditor"] },
    ],
  },
  { title: "系统", entries: [{ path: "/accounts", title: "工作人员账户", roles: ["admin"] }] },
];
