import type { Finding } from '../finding.ts';
import type { SourceFile } from '../source-file.ts';

/** `exec` and `execSync` hand a text to a shell; `shell: …` makes the others do so. */
const IMPORTED = /\bimport\s*\{[^}]*\b(exec|execSync)\b[^}]*\}\s*from\s*['"](?:node:)?child_process['"]/g;
const CALLED = /\b(?:child_?[pP]rocess|cp)\.(exec|execSync)\(/g;
const OPTION = /(?:[{,]|^)\s*(shell)\s*:(?!\s*(?:false|undefined|never)\b)/gm;

/** Processes get their arguments as a list: what a user, a file or AWS wrote is never read by a shell. */
export function checkNoShell(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap(({ path, code, imports }) => {
    if (!imports.some(({ specifier }) => /^(node:)?child_process$/.test(specifier))) return [];
    return [IMPORTED, CALLED, OPTION].flatMap((pattern) =>
      [...code.matchAll(pattern)].map(({ 0: text, 1: name = '', index }): Finding => {
        const line = code.slice(0, index + text.indexOf(name)).split('\n').length;
        const message = `${name}: start processes with a list of arguments, without a shell`;
        return { rule: 'no-shell', severity: 'error', file: path, line, message };
      }),
    );
  });
}
