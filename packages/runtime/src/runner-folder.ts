import { fileURLToPath } from 'node:url';

/**
 * The folder of plain files that run inside the function's process. A build that bundles this package copies the folder
 * as it is and passes its new place as `SandboxOptions.runnerFolder`.
 */
export function runnerFolder(): string {
  return fileURLToPath(new URL('./runner', import.meta.url));
}
