/**
 * Leads what a source imports from the face of a package of this repository to the files that define it. Whoever reaches
 * a face reaches all that it exports, so esbuild would keep a package together in one shared file, and what needs one
 * function of it would load the whole.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync } from 'oxc-parser';

export interface Definition {
  /** Absolute. */
  readonly file: string;
  /** Under which that file exports it. */
  readonly name: string;
}

/** What a package's face exports, by name; types left out. Undefined: no package of this repository. */
export type FaceReader = (packageName: string) => ReadonlyMap<string, Definition> | undefined;

const SCOPE = '@nx-lambda/';

/** @param root the repository's folder. */
export function faceReader(root: string): FaceReader {
  const faces = new Map<string, ReadonlyMap<string, Definition> | undefined>();
  return (packageName) => {
    if (faces.has(packageName)) return faces.get(packageName);
    const face = join(root, 'packages', packageName.slice(SCOPE.length), 'src', 'index.ts');
    const found = existsSync(face) ? exportsOf(face) : undefined;
    faces.set(packageName, found);
    return found;
  };
}

function exportsOf(file: string): ReadonlyMap<string, Definition> {
  const found = new Map<string, Definition>();
  for (const { entries } of parseSync(file, readFileSync(file, 'utf8')).module.staticExports) {
    for (const { exportName, importName, moduleRequest, isType } of entries) {
      if (isType) continue;
      const from = moduleRequest === null ? file : join(dirname(file), moduleRequest.value);
      const name = moduleRequest === null ? exportName.name : importName.name;
      if (exportName.name !== null && name !== null) found.set(exportName.name, { file: from, name });
      // `export * from './part.ts'`; a face has no default export.
      if (exportName.name === null && moduleRequest !== null) {
        for (const [each, definition] of exportsOf(from)) found.set(each, definition);
      }
    }
  }
  return found;
}

/** The source with one import for each file. Imports of what a face does not export by name are left as they are. */
export function leadImports(file: string, code: string, readFace: FaceReader): string {
  if (!code.includes(`'${SCOPE}`)) return code;
  let led = code;
  for (const { start, end, moduleRequest, entries } of parseSync(file, code).module.staticImports.toReversed()) {
    const face = moduleRequest.value.startsWith(SCOPE) ? readFace(moduleRequest.value) : undefined;
    const values = entries.filter(({ isType }) => !isType);
    if (face === undefined || values.length === 0) continue;
    const lines = values.map(({ importName, localName }) => {
      const definition = importName.name === null ? undefined : face.get(importName.name);
      if (definition === undefined) return undefined;
      return `import { ${definition.name} as ${localName.value} } from ${JSON.stringify(definition.file)};`;
    });
    if (lines.includes(undefined)) continue;
    led = `${led.slice(0, start)}${lines.join(' ')}${led.slice(end)}`;
  }
  return led;
}
