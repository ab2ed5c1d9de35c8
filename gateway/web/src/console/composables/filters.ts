import { computed, type WritableComputedRef } from "vue";
import { useRoute, useRouter } from "vue-router";

/**
 * Filters that live in the address, so that a list can be reloaded, linked and gone back to. Each is a ref; a value
 * that equals the default leaves the address.
 */
export function useFilters<Name extends string>(defaults: Record<Name, string>) {
  const route = useRoute();
  const router = useRouter();
  const path = route.path;

  function one(name: Name): WritableComputedRef<string> {
    return computed({
      get: () => {
        const found = route.query[name];
        return typeof found === "string" ? found : defaults[name];
      },
      set: (value) => {
        set({ [name]: value } as Partial<Record<Name, string>>);
      },
    });
  }

  function set(changed: Partial<Record<Name, string>>): void {
    const query: Record<string, string> = {};
    for (const name of Object.keys(defaults) as Name[]) {
      const value = changed[name] ?? refs[name].value;
      if (value !== defaults[name]) query[name] = value;
    }
    void router.replace({ path, query });
  }

  const refs = Object.fromEntries((Object.keys(defaults) as Name[]).map((name) => [name, one(name)])) as Record<
    Name,
    WritableComputedRef<string>
  >;
  /** All of them as text: what a list is a list of. */
  const key = computed(() => (Object.keys(defaults) as Name[]).map((name) => refs[name].value).join("\n"));
  return { ...refs, set, key };
}
