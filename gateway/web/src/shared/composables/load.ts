import { onScopeDispose, ref, shallowRef } from "vue";

import { type Problem, toProblem } from "@/api";

const SOON = 300;

/**
 * Something that a page shows once it is there. `slow` turns true only after 300 ms, so that quick answers do not
 * flicker. A reload keeps what is shown until the new is there. Only the latest load counts.
 */
export function useLoad<T>(fetcher: (signal: AbortSignal) => Promise<T>, { now = true } = {}) {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  const slow = ref(false);
  let controller = new AbortController();

  async function load(): Promise<void> {
    controller.abort();
    const mine = (controller = new AbortController());
    loading.value = true;
    const timer = setTimeout(() => {
      slow.value = true;
    }, SOON);
    try {
      const found = await fetcher(mine.signal);
      if (mine.signal.aborted) return;
      data.value = found;
      problem.value = null;
    } catch (thrown) {
      if (!mine.signal.aborted) problem.value = toProblem(thrown);
    } finally {
      clearTimeout(timer);
      if (mine === controller) {
        loading.value = false;
        slow.value = false;
      }
    }
  }

  onScopeDispose(() => {
    controller.abort();
  });
  if (now) void load();
  return { data, problem, loading, slow, load };
}
