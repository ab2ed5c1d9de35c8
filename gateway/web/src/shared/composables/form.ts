import { nextTick, reactive, ref, shallowRef, watch } from "vue";

import { Problem, toProblem } from "@/api";

import { announce } from "./announcer";
import { newKey } from "./keys";

export type FieldErrors<T> = { [Field in keyof T]?: string | undefined };

interface FormOptions<T> {
  initial: T;
  /** What can be told before asking the server: messages by field, in the order of the page. */
  check?: (values: T) => FieldErrors<T>;
  /** Names of the API's fields that differ from the form's. */
  names?: Record<string, keyof T & string>;
}

/**
 * A form whose values stay after an error, whose errors stand at their fields, and which is never sent twice at once.
 *
 * In the template: `<form ref="…">` is not needed; give the element by `:ref="form.element"`, errors by
 * `:error="form.errors.phone"`, and what belongs to no field by `<ProblemNote :problem="form.problem.value" />`.
 */
export function useForm<T extends object>(options: FormOptions<T>) {
  const values = reactive({ ...options.initial }) as T;
  const errors = reactive<Record<string, string | undefined>>({});
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);
  let root: Element | null = null;
  let key = newKey();
  let keyOf = "";

  for (const field of Object.keys(options.initial)) {
    watch(
      () => values[field as keyof T],
      () => {
        errors[field] = undefined;
      },
    );
  }

  function clear(): void {
    for (const field of Object.keys(errors)) errors[field] = undefined;
    problem.value = null;
  }

  async function show(found: Record<string, string | undefined>): Promise<void> {
    Object.assign(errors, found);
    await nextTick();
    const first = root?.querySelector<HTMLElement>('[aria-invalid="true"]');
    first?.focus();
    const count = Object.values(found).filter(Boolean).length;
    if (count > 1) announce(`有 ${String(count)} 处需要修改`, "assertive");
  }

  /** Check, and show what is wrong; `only` limits it to some fields (for example before a code is sent). */
  async function check(only?: readonly (keyof T & string)[]): Promise<boolean> {
    const found = Object.entries(options.check?.(values) ?? {}).filter(
      ([field, message]) => message && (!only || only.includes(field as keyof T & string)),
    );
    await show(Object.fromEntries(found) as Record<string, string>);
    return found.length === 0;
  }

  /** Show a refusal: at its fields where the form has them, else above the buttons. */
  async function refuse(thrown: unknown): Promise<Problem> {
    const refusal = toProblem(thrown);
    if (refusal.kind === "cancelled") return refusal;
    const known: Record<string, string> = {};
    for (const [name, message] of Object.entries(refusal.fields)) {
      const field = options.names?.[name] ?? name;
      if (field in values) known[field] = message;
    }
    if (Object.keys(known).length > 0) await show(known);
    else problem.value = refusal;
    return refusal;
  }

  /**
   * Send the form unless it is being sent. The action gets a key that stays the same while nobody knows whether an
   * earlier attempt with these values arrived.
   *
   * @returns the action's result, or undefined when it was refused (which is shown by then).
   */
  async function submit<R>(
    action: (values: T, idempotencyKey: string) => Promise<R>,
    only?: readonly (keyof T & string)[],
  ): Promise<R | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    clear();
    try {
      if (!(await check(only))) return undefined;
      const print = fingerprint(values);
      if (print !== keyOf) {
        key = newKey();
        keyOf = print;
      }
      const result = await action(values, key);
      keyOf = "";
      return result;
    } catch (thrown) {
      if ((await refuse(thrown)).decided) keyOf = "";
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  const element = (found: unknown) => {
    root = found instanceof Element ? found : null;
  };

  return { values, errors, problem, busy, element, check, refuse, submit, clear };
}

/** What makes two attempts the same: the values, files by name, size and date. */
function fingerprint(values: object): string {
  return JSON.stringify(values, (_, value: unknown) =>
    value instanceof File ? [value.name, value.size, value.lastModified] : value,
  );
}
