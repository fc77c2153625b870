/** Ctrl-C and a polite request to end become one AbortSignal; a second one ends the process at once. */

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to whoever had them. */
  release(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** As shells report a process that SIGINT ended. */
const INTERRUPTED = 130;

export function onInterruption(): Interruption {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
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
