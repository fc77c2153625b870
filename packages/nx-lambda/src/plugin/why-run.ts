/**
 * `build --why` must run: what Nx has in its cache is the answer to an earlier question. Nx hashes a task's flags, so
 * a second `--why` on the same files would replay the first one's text. A variable that is an input of every build and
 * has another value in such a run makes Nx run it; else it is not set, and the cache works as always.
 */
import { randomUUID } from 'node:crypto';

export const WHY_VARIABLE = 'NX_LAMBDA_WHY_RUN';

/**
 * Whether `--why` is asked of builds: `nx run orders:build --why`, `nx build orders --why`, `nx run-many -t build --why`.
 * Builds that only come before a deployment are not meant.
 *
 * @param args Nx's own arguments.
 */
export function asksWhyOfBuild(args: readonly string[], buildTarget: string): boolean {
  const why = args.findLast((arg) => /^--(?:no-)?why(?:=|$)/.test(arg));
  if (why === undefined || why === '--no-why' || why === '--why=false') return false;
  return args.some((arg) => arg.split(/[:,=]/).includes(buildTarget));
}

export function newWhyRun(): string {
  return randomUUID();
}
