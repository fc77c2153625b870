/** The samples of test/e2e/fixtures/other-tools as files of a workspace. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OTHER_TOOLS } from './tool-stacks.ts';

/** Texts by path. `folders`: the workspace's folder of each sample; `without`: folders of samples that are left out. */
export function toolFiles(
  folders: Readonly<Record<string, string>>,
  without: readonly string[],
): Readonly<Record<string, string>> {
  const files = Object.entries(folders).flatMap(([sample, folder]) => {
    const root = join(OTHER_TOOLS, sample);
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(root.length + 1)
          .replaceAll('\\', '/'),
      )
      .filter((path) => !without.some((each) => path.startsWith(`${each}/`)))
      .map((path) => [`${folder}/${path}`, readFileSync(join(root, path), 'utf8')] as const);
  });
  return Object.fromEntries(files);
}
