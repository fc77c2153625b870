/** Whether edited sources still import what they did: then all that was inferred from them holds. */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { contentDigest, sourceProver } from '@nx-lambda/workspace/source-proof';
import { lastingStamp } from './path-stamps.ts';
import type { ChangedSource, SeenSource } from './project-cache.ts';

/**
 * @param since when this command began, in milliseconds since the epoch.
 * @returns those that do. One that has become a link, or lies behind one now, never does.
 */
export async function proveSources(
  workspaceRoot: string,
  changed: readonly ChangedSource[],
  since: number,
): Promise<readonly SeenSource[]> {
  const root = realpathSync.native(workspaceRoot);
  const found: SeenSource[] = [];
  let prover: Awaited<ReturnType<typeof sourceProver>> | undefined;
  for (const { path, language, content: before, facts } of changed) {
    const absolute = join(root, path);
    // Before the text is read: what changes afterwards must look different.
    const stamp = lastingStamp(absolute, since);
    const bytes = plainFile(absolute);
    if (bytes === undefined) continue;
    const content = contentDigest(bytes);
    if (content !== before) {
      prover ??= await sourceProver();
      if (prover(bytes, language) !== facts) continue;
    }
    found.push({ path, stamp, content });
  }
  return found;
}

function plainFile(absolute: string): Uint8Array | undefined {
  try {
    if (!lstatSync(absolute).isFile() || realpathSync.native(absolute) !== absolute) return undefined;
    return readFileSync(absolute);
  } catch {
    return undefined;
  }
}
