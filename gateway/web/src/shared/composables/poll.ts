import { onScopeDispose } from "vue";

interface PollOptions {
  /** Milliseconds between two looks at first, and at most; the pause grows by half each time. */
  first?: number;
  most?: number;
}

/**
 * Looks again and again until `look` answers true. Stops while the page is hidden, looks at once when it is shown
 * again, and slows down when nothing happens or the network is gone (`look` may throw).
 */
export function usePoll(look: () => Promise<boolean>, { first = 2000, most = 10_000 }: PollOptions = {}) {
  let pause = first;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;

  async function once(): Promise<void> {
    clearTimeout(timer);
    if (!running || document.hidden) return;
    try {
      if (await look()) {
        stop();
        return;
      }
    } catch {
      // what went wrong is the page's to tell; looking goes on
    }
    clearTimeout(timer);
    timer = setTimeout(() => void once(), pause);
    pause = Math.min(most, pause * 1.5);
  }

  function shown(): void {
    pause = first;
    if (!document.hidden) void once();
  }

  function start(): void {
    if (running) return;
    running = true;
    pause = first;
    document.addEventListener("visibilitychange", shown);
    timer = setTimeout(() => void once(), pause);
  }

  function stop(): void {
    running = false;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", shown);
  }

  onScopeDispose(stop);
  return { start, stop, now: shown };
}
