/** The files that esbuild bundles for an import with a wildcard. Only such an import ever has a folder listed. */
import { readdirSync } from 'node:fs';
import { type FileFacts, joinPath } from './file-facts.ts';

/** `glob` begins with `./` or `../`; folders that are symlinks are not entered, as in esbuild. */
export function expandGlob(facts: FileFacts, folder: string, glob: string): readonly string[] {
  const fixed = glob.slice(0, glob.slice(0, glob.indexOf('*')).lastIndexOf('/') + 1);
  const start = joinPath(folder, fixed);
  const pattern = new RegExp(`^${glob.slice(fixed.length).split('**/').map(segmentPattern).join('(?:[^/]*/)*')}$`);
  const deep = glob.slice(fixed.length).includes('/');
  return listFiles(facts, start, '', deep)
    .filter((path) => pattern.test(path))
    .map((path) => joinPath(start, path))
    .sort();
}

function segmentPattern(text: string): string {
  return text
    .split('*')
    .map((plain) => plain.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('[^/]*');
}

function listFiles(facts: FileFacts, start: string, below: string, deep: boolean): readonly string[] {
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(facts.absolute(joinPath(start, below)));
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return deep ? listFiles(facts, start, path, deep) : [];
    return entry.isFile() || entry.isSymbolicLink() ? [path] : [];
  });
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true });
}
