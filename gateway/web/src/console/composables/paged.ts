import { computed, ref, shallowRef, watch } from "vue";

import { useLoad } from "@/shared/composables/load";

interface PageOf<T> {
  items: T[];
  next_cursor: string | null;
}

/** Where each list was left, by its name and filters, so that going back finds it there. */
const places = new Map<string, (string | undefined)[]>();

/**
 * A list that the server pages by cursor. `key` says what it is a list of; when it changes, it begins anew.
 */
export function usePaged<T>(
  name: string,
  key: () => string,
  fetcher: (cursor: string | undefined, signal: AbortSignal) => Promise<PageOf<T>>,
) {
  const place = () => `${name}\n${key()}`;
  const cursors = ref<(string | undefined)[]>(places.get(place()) ?? [undefined]);
  const moved = shallowRef(0);
  const load = useLoad((signal) => fetcher(cursors.value[cursors.value.length - 1], signal));

  const items = computed(() => load.data.value?.items ?? []);
  const number = computed(() => cursors.value.length);
  const next = computed(() => load.data.value?.next_cursor ?? null);

  function go(to: (string | undefined)[]): void {
    cursors.value = to;
    places.set(place(), to);
    moved.value += 1;
    void load.load();
  }

  watch(key, () => {
    go([undefined]);
  });

  return {
    ...load,
    items,
    number,
    next,
    /** Counts changes of the page, not reloads. */
    moved,
    forward: () => {
      if (next.value) go([...cursors.value, next.value]);
    },
    back: () => {
      if (cursors.value.length > 1) go(cursors.value.slice(0, -1));
    },
    first: () => {
      go([undefined]);
    },
  };
}
