/** Ctrl-C and a polite request to end become one AbortSignal; a second one ends the process at once. */

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to whoever had them. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** As shells report a process that SIGINT ended. */
const INTERRUPTED = 130;

/**
 * Of Ctrl-C, the terminal sends SIGINT to Nx and to this process, and Nx passes it on as SIGTERM: that is one wish, not
 * two. So only the second signal of the same kind ends the process.
 */
export function onInterruption(exit: (code: number) => void = process.exit): Interruption {
  const controller = new AbortController();
  const seen = new Set<NodeJS.Signals>();
  const interrupt = (signal: NodeJS.Signals) => {
    if (seen.has(signal)) exit(INTERRUPTED);
    seen.add(signal);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return {
    signal: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
