/** The whole of `nx-lambda …`. Loads little before it is known what is asked for. */

import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { cacheFolder } from '../plugin/cache-folder.ts';
import { failuresText } from '../run/failures-text.ts';
import { type Asked, readArguments } from './arguments.ts';
import { enableCompileCache } from './compile-cache.ts';
import { findWorkspace, readPlainNxJson } from './direct-place.ts';
import { loadRootEnvFiles } from './env-files.ts';

const MISUSED = 2;

/** The exit code. Answers go to standard output, everything else to standard error. */
export async function main(words: readonly string[]): Promise<number> {
  const asked = readArguments(words);
  if (!asked.ok) {
    process.stderr.write(failuresText(asked.failures));
    return MISUSED;
  }
  if (asked.value.kind === 'run') return run(asked.value);
  process.stdout.write(await told(asked.value));
  return 0;
}

async function told(asked: Exclude<Asked, { readonly kind: 'run' }>): Promise<string> {
  if (asked.kind === 'version') return `${packageJson.version}\n`;
  const { commandText, overviewText } = await import('./help.ts');
  if (asked.command === undefined) return overviewText();
  const { loadSchema } = await import('./executors.ts');
  return commandText(asked.command, await loadSchema(asked.command.name));
}

async function run(asked: Extract<Asked, { readonly kind: 'run' }>): Promise<number> {
  const place = findWorkspace(process.cwd(), process.env);
  if (!place.ok) {
    process.stderr.write(failuresText(place.failures));
    return MISUSED;
  }
  const { root } = place.value;
  await loadRootEnvFiles(root);
  enableCompileCache(join(cacheFolder(root, readPlainNxJson(root) ?? {}, process.env), 'compiled'));
  const { runDirect } = await import('./run-direct.ts');
  return runDirect(asked, place.value);
}
