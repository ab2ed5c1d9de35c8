import { ref, watch } from "vue";

import { api } from "@/api";
import { usePoll } from "@/shared/composables/poll";

import { member } from "../../member";
import { isParked } from "../../outbox";
import type { Detail, Line } from "../../trail";

/**
 * Whether an application changes while it is looked at: somebody else decides, the person hands in again. Looks at the
 * list, as opening the application again would go into the audit log each time.
 */
export function useChange(detail: () => Detail | null) {
  const changed = ref("");

  const { start } = usePoll(
    async () => {
      const seen = detail();
      if (seen?.state !== "submitted" || isParked(seen.application_id)) return false;
      const page = await api.get("/api/staff/applications", { query: { q: seen.application_id, limit: 1 } });
      const line = page.items[0];
      if (line && detail()?.application_id === line.application_id) changed.value = wordsFor(seen, line);
      return false;
    },
    { first: 6000, most: 12_000 },
  );
  start();
  watch(detail, () => (changed.value = ""));
  return changed;
}

function wordsFor(seen: Detail, line: Line): string {
  if (line.state !== seen.state) return `该申请的状态已变为“${line.state_label}”`;
  if (line.version !== seen.version) return "申请人已更新该申请";
  const me = member.value?.username;
  if (line.claimed_by && line.claimed_by !== me && line.claimed_by !== seen.claimed_by) return `${line.claimed_by} 已领取该申请`;
  return seen.claimed_by && seen.claimed_by !== me && !line.claimed_by ? `${seen.claimed_by} 已释放该申请，可以审核` : "";
}
