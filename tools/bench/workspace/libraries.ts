/** Libraries: modules behind a barrel that import one another in deep chains, in cycles, and the libraries before. */
import { packageName } from './packages.ts';
import type { Random } from './random.ts';
import type { WorkspaceShape } from './shape.ts';
import { barrelSource, type ModuleImport, moduleSource } from './source-text.ts';

export interface Library {
  /** What an import of it says. */
  readonly specifier: string;
  /** Ids of its modules. */
  readonly modules: readonly string[];
}

export interface LibraryPlan {
  readonly libraries: readonly Library[];
  readonly files: readonly (readonly [path: string, text: string])[];
}

export function planLibraries(shape: WorkspaceShape, random: Random): LibraryPlan {
  const files: (readonly [string, string])[] = [];
  const libraries: Library[] = [];
  for (let index = 0; index < shape.libraries; index++) {
    const folder = `libs/l${index}`;
    const library = {
      specifier: `@lib/l${index}`,
      modules: Array.from({ length: shape.filesPerLibrary }, (_, file) => `l${index}f${file}`),
    };
    files.push(...projectFiles(shape, index, folder), ...moduleFiles(shape, index, library, libraries, random));
    files.push([`${folder}/src/index.ts`, barrelSource(library.modules.map((_, file) => `./f${file}`))]);
    libraries.push(library);
  }
  return { libraries, files };
}

function moduleFiles(
  shape: WorkspaceShape,
  index: number,
  library: Library,
  before: readonly Library[],
  random: Random,
): readonly (readonly [string, string])[] {
  const folder = `libs/l${index}/src`;
  const last = library.modules.length - 1;
  const files: (readonly [string, string])[] = [];
  library.modules.forEach((id, file) => {
    const imports: ModuleImport[] = [];
    const sibling = (other: number): { id: string; from: string } => {
      return { id: `l${index}f${other}`, from: `./f${other}` };
    };
    // A chain through the whole library; the last one closes a cycle.
    if (file < last) imports.push({ kind: 'value', ...sibling(file + 1) });
    else if (shape.varied && last > 0 && random.chance(0.6)) imports.push({ kind: 'value', ...sibling(0) });
    if (shape.varied) {
      if (file + 2 <= last && random.chance(0.3)) imports.push({ kind: 'type', ...sibling(file + 2) });
      if (file + 3 <= last && random.chance(0.3)) imports.push({ kind: 'dynamic', ...sibling(file + 3) });
      const other = before.length > 0 && random.chance(0.08) ? random.pick(before) : undefined;
      if (other !== undefined) imports.push({ kind: 'value', id: random.pick(other.modules), from: other.specifier });
      if (random.chance(0.2)) {
        imports.push({ kind: 'json', id: `${id}data`, from: `./f${file}.json` });
        files.push([`${folder}/f${file}.json`, `${JSON.stringify({ size: random.below(100), unit: 'kg' })}\n`]);
      }
    }
    if (shape.packages > 0 && random.chance(shape.varied ? 0.3 : 0.05)) {
      const number = random.below(shape.packages);
      imports.push({ kind: 'package', id: `p${number}`, from: packageName(number) });
    }
    files.push([`${folder}/f${file}.ts`, moduleSource({ id, imports, value: random.below(1000) })]);
  });
  return files;
}

function projectFiles(shape: WorkspaceShape, index: number, folder: string): readonly (readonly [string, string])[] {
  const files: (readonly [string, string])[] = [];
  if (shape.resolution === 'workspace-packages') {
    const manifest = { name: `@lib/l${index}`, version: '1.0.0', main: './src/index.ts', sideEffects: false };
    files.push([`${folder}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`]);
  } else files.push([`${folder}/project.json`, `${JSON.stringify({ name: `l${index}` })}\n`]);
  if (shape.resolution === 'project-tsconfigs') {
    files.push([`${folder}/tsconfig.json`, '{ "extends": "../../tsconfig.base.json" }\n']);
  }
  return files;
}
