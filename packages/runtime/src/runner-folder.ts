import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Each by its own name, so that a build that bundles this package finds and copies it. */
const FILES = [
  new URL('./runner/node-runner.cjs', import.meta.url),
  new URL('./runner/node-buffered.cjs', import.meta.url),
  new URL('./runner/node-console.cjs', import.meta.url),
  new URL('./runner/node-context.cjs', import.meta.url),
  new URL('./runner/node-errors.cjs', import.meta.url),
  new URL('./runner/node-handler.cjs', import.meta.url),
  new URL('./runner/node-runtime-api.cjs', import.meta.url),
  new URL('./runner/node-streaming.cjs', import.meta.url),
  new URL('./runner/python-runner.py', import.meta.url),
] as const;

/** The folder of plain files that run inside the function's process. */
export function runnerFolder(): string {
  return dirname(fileURLToPath(FILES[0]));
}
