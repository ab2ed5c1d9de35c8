import { onScopeDispose, ref } from "vue";

/** Seconds that run down to 0 by the clock, so that a sleeping tab does not lose any. */
export function useCountdown() {
  const left = ref(0);
  let end = 0;
  let timer: ReturnType<typeof setInterval> | undefined;

  function tick(): void {
    left.value = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    if (left.value === 0) stop();
  }

  function stop(): void {
    clearInterval(timer);
    timer = undefined;
  }

  function start(seconds: number): void {
    stop();
    end = Date.now() + seconds * 1000;
    timer = setInterval(tick, 250);
    tick();
  }

  onScopeDispose(stop);
  return { left, start };
}
