/**
 * How much memory esbuild's process may take for speed. It is a Go program, which by itself collects garbage whenever its
 * memory has doubled: a sixth of its time where a thousand functions are bundled.
 */
import { totalmem } from 'node:os';

/** Percent by which memory may grow before garbage is collected. */
const GROWTH = 400;
/** Of the memory that there is: from there on it collects more often. */
const PART = 4;

type Environment = Record<string, string | undefined>;

/** What Go's runtime is told. Nothing where the user tells it anything. @param memory bytes. */
export function goSettings(environment: Readonly<Environment>, memory: number): Readonly<Record<string, string>> {
  if (environment['GOGC'] !== undefined || environment['GOMEMLIMIT'] !== undefined) return {};
  return { GOGC: String(GROWTH), GOMEMLIMIT: `${Math.floor(memory / PART / 2 ** 20)}MiB` };
}

/**
 * Calls `start` with these settings in the environment and takes them back: esbuild inherits them in the first call, which
 * starts its process before it returns, and nothing else does.
 */
export function startWithMemory<T>(start: () => T, environment: Environment = process.env): T {
  const settings = goSettings(environment, availableMemory());
  Object.assign(environment, settings);
  try {
    return start();
  } finally {
    for (const name of Object.keys(settings)) delete environment[name];
  }
}

/** Bytes: what the system has, or what a container is allowed. */
function availableMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
