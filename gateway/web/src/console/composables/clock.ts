import { onScopeDispose, ref } from "vue";

/** The time, moving on every half minute: for words such as 等待 3 小时. */
export function useClock() {
  const now = ref(Date.now());
  const timer = setInterval(() => (now.value = Date.now()), 30_000);
  onScopeDispose(() => {
    clearInterval(timer);
  });
  return now;
}
