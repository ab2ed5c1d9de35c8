import { computed, shallowRef } from "vue";

import { api, Problem, type Schema } from "@/api";

export type Role = Schema<"identity.Role">;

interface Member {
  username: string;
  roles: readonly string[];
}

export const ROLE_LABELS: Record<Role, string> = { reviewer: "审核员", clerk: "档案员", auditor: "审计员", admin: "管理员" };

/** Who is signed in; null while nobody is, or while it is not known yet. */
export const member = shallowRef<Member | null>(null);

/** An administrator may do what the others do. */
export function allowed(roles: readonly string[], needed: readonly Role[] | undefined): boolean {
  return !needed || roles.includes("admin") || needed.some((role) => roles.includes(role));
}

export function can(...needed: Role[]): boolean {
  return member.value !== null && allowed(member.value.roles, needed);
}

export const roleWords = computed(() =>
  (member.value?.roles ?? []).map((role) => ROLE_LABELS[role as Role] ?? role).join("、"),
);

/** Ask once who is signed in, by renewing the session; null means nobody, or a person of the portal. */
export async function knownMember(): Promise<Member | null> {
  if (member.value) return member.value;
  try {
    const session = await api.post("/api/sessions/refresh", { quiet: true });
    member.value = session.staff ?? null;
  } catch (thrown) {
    if (!(thrown instanceof Problem) || (thrown.kind !== "session" && thrown.status !== 403)) throw thrown;
  }
  return member.value;
}

export function forgetMember(): void {
  member.value = null;
}

export async function signIn(credentials: Schema<"identity.StaffCredentials">): Promise<void> {
  const session = await api.post("/api/staff/sessions", { body: credentials, quiet: true });
  member.value = session.staff ?? null;
}

export async function signOut(): Promise<void> {
  try {
    await api.delete("/api/sessions/current", { quiet: true });
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.kind !== "session") throw thrown;
  }
  forgetMember();
}
