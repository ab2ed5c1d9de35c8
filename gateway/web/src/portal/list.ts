import { computed, ref, shallowRef } from "vue";

import { type Problem, toProblem } from "@/api";
import { useLoad } from "@/shared/composables/load";

interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** A list that is fetched page by page, each on demand. */
export function useList<T>(fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>) {
  const first = useLoad((signal) => fetchPage(undefined, signal).then((page) => {
    added.value = [];
    cursor.value = page.next_cursor ?? null;
    return page.items;
  }));
  const added = shallowRef<T[]>([]);
  const cursor = ref<string | null>(null);
  const adding = ref(false);
  const addingProblem = shallowRef<Problem | null>(null);
  const items = computed(() => [...(first.data.value ?? []), ...added.value]);

  async function more(): Promise<void> {
    if (adding.value || cursor.value === null) return;
    adding.value = true;
    addingProblem.value = null;
    try {
      const page = await fetchPage(cursor.value);
      added.value = [...added.value, ...page.items];
      cursor.value = page.next_cursor ?? null;
    } catch (thrown) {
      addingProblem.value = toProblem(thrown);
    } finally {
      adding.value = false;
    }
  }

  return { ...first, items, cursor, more, adding, addingProblem };
}
