/** The audit log's codes in words; a code that is not here is shown as it is. */

const ACTIONS: Record<string, string> = {
  "application.submitted": "提交申请",
  "application.resubmitted": "重新提交申请",
  "application.withdrawn": "撤回申请",
  "application.opened": "查看申请",
  "application.claimed": "领取申请",
  "application.released": "释放申请",
  "application.approved": "审核通过",
  "application.rejected": "审核不通过",
  "letter.opened": "查看单位介绍信",
  "certificate.issued": "签发证明信",
  "certificate.revocation_requested": "申请撤销证明信",
  "certificate.revocation_dropped": "取消撤销申请",
  "certificate.revoked": "撤销证明信",
  "certificate.reissue_requested": "申请重新签发",
  "certificate.superseded": "证明信被换发",
  "certificate.expired": "证明信到期",
  "certificate.signed_in_vain": "签发结果作废",
  "signing.failed": "签发失败",
  "register.imported": "导入登记表",
  "person.registered": "人员注册",
  "evidence.deleted": "删除身份照片",
  "staff.signed_in": "工作人员登录",
  "staff_account.sign_in_failed": "工作人员登录失败",
  "staff_account.created": "新建账户",
  "staff_account.roles_changed": "修改角色",
  "staff_account.disabled": "停用账户",
  "staff_account.enabled": "启用账户",
  "staff_account.password_reset": "重置密码",
  "staff_account.password_changed": "修改密码",
  "identity_review.opened": "查看身份核验",
  "identity_review.id_card_front_shown": "查看身份证人像面",
  "identity_review.id_card_back_shown": "查看身份证国徽面",
  "identity_review.video_shown": "查看人脸视频",
  "identity_review.accepted": "身份核验通过",
  "identity_review.refused": "身份核验不通过",
};

export function actionWords(action: string): string {
  return ACTIONS[action] ?? action;
}

export function actorWords(actor: string): string {
  if (actor === "system") return "系统";
  if (actor.startsWith("staff:")) return actor.slice(6);
  if (actor.startsWith("person:")) return `本人（${actor.slice(7, 15)}…）`;
  return actor;
}

const NAMES: Record<string, string> = {
  version: "版本",
  code: "代码",
  reason: "原因",
  reasons: "原因",
  account: "账户",
  number: "编号",
  revision: "版次",
  rows: "行数",
  added: "新增",
  changed: "更新",
  unchanged: "无变化",
  refused: "错误",
  objects: "文件数",
  proven_by: "核身方式",
  certificate_id: "证明信",
  application_id: "申请",
  successor_id: "换发为",
  import_id: "导入",
  archive_checked: "已查阅档案",
  differences: "与登记不一致的项",
};

/** Details as short text: codes and counts. The time of what happened stands in its own column. */
export function detailWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .filter(([name, value]) => name !== "at" && value !== null && value !== "")
    .map(([name, value]) => `${NAMES[name] ?? name}：${typeof value === "object" ? JSON.stringify(value) : String(value)}`)
    .join("，");
}
