/** Edits of what sources say. */
import { moduleSource } from '../bench/workspace/source-text.ts';
import type { WorkspaceState } from './edit.ts';
import type { EditMaker } from './edit-maker.ts';

export const SOURCE_EDITS: Readonly<Record<string, EditMaker>> = {
  change: rewriting((text, number) => text.replace(/= \d+;/, `= ${1000 + number};`)),
  comment: rewriting((text, number) => `// Note ${number}.\n${text}`),
  'comment inside': rewriting((text, number) => text.replace(/^ {2}if /m, `  // Note ${number}.\n  if `)),
  'legal comment': rewriting((text, number) => `/*! Licence ${number}. */\n${text}`),
  reformat: rewriting((text) => text.replaceAll(/^ {2}/gm, '    ').replaceAll(/\n\n/g, '\n\n\n')),
  'unused export': rewriting((text, number) => `${text}export const unused_${number} = ${number};\n`),
  'type only': rewriting((text, number) => `${text}export type Type_${number} = ${number};\n`),

  add(state, { random, number }) {
    const importer = random.pick(modules(state));
    const name = `added-${number}`;
    const id = `added${number}`;
    const text = state.files.get(importer) ?? '';
    return {
      files: {
        [`${folderOf(importer)}/${name}.ts`]: moduleSource({ id, imports: [], value: number }),
        [importer]: `import { run_${id} } from './${name}';\n${text}export const use_${id} = () => run_${id}();\n`,
      },
    };
  },

  'add unused': (state, { random, number }) => ({
    files: { [`${folderOf(random.pick(modules(state)))}/idle-${number}.ts`]: `export const idle = ${number};\n` },
  }),

  /** Sometimes its imports stay, and builds fail. */
  delete(state, { random }) {
    const path = random.pick(modules(state));
    const id = idOf(state.files.get(path) ?? '');
    const name = stem(path);
    if (id === undefined) return { files: { [path]: null } };
    const tidy = random.chance(0.8);
    const rewritten = [...state.files].flatMap(([other, text]) => {
      if (!tidy || !isSource(other) || other === path) return [];
      const without = withoutModule(text, id, folderOf(other) === folderOf(path) ? name : undefined);
      return without === text ? [] : [[other, without] as const];
    });
    return { files: { ...Object.fromEntries(rewritten), [path]: null } };
  },

  rename(state, { random, number }) {
    const path = random.pick(modules(state));
    const folder = folderOf(path);
    const name = `renamed-${number}`;
    const importers = [...state.files].flatMap(([other, text]) => {
      if (!isSource(other) || other === path || folderOf(other) !== folder) return [];
      const next = text.replaceAll(`'./${stem(path)}'`, `'./${name}'`);
      return next === text ? [] : [[other, next] as const];
    });
    return {
      files: { ...Object.fromEntries(importers), [path]: null, [`${folder}/${name}.ts`]: state.files.get(path) ?? '' },
    };
  },

  'move export'(state, { random, number }) {
    const path = random.pick(modules(state));
    const name = `moved-${number}`;
    return {
      files: {
        [`${folderOf(path)}/${name}.ts`]: state.files.get(path) ?? '',
        [path]: `export * from './${name}';\n`,
      },
    };
  },

  data(state, { random, number }) {
    const data = [...state.files.keys()].filter((path) => /\/f\d+\.json$/.test(path));
    if (data.length === 0) return undefined;
    const value = random.chance(0.5) ? { size: number, unit: 'kg' } : { size: 1, unit: 'kg', unused: number };
    return { files: { [random.pick(data)]: `${JSON.stringify(value)}\n` } };
  },

  python: (_, { number }) => ({
    files: { 'services/s0/report/report.py': `def handler(event, context):\n    return ${number}\n` },
  }),

  'python file': (_, { number }) => ({ files: { [`services/s0/report/part_${number}.py`]: `PART = ${number}\n` } }),

  touch: (state, { random }) => ({ touched: random.sample(modules(state), 5) }),

  unrelated: (_, { number }) => ({ files: { 'docs/notes.md': `Note ${number}\n` } }),
};

/** Sources that are edited: modules and handlers, no barrels. */
export function modules(state: WorkspaceState): readonly string[] {
  return [...state.files.keys()].filter((path) => isSource(path) && !path.endsWith('/index.ts'));
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** The file's name without folder and extension. */
export function stem(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
}

function isSource(path: string): boolean {
  return /^(libs|services)\/.*\.ts$/.test(path);
}

function rewriting(rewrite: (text: string, number: number) => string): EditMaker {
  return (state, { random, number }) => {
    const path = random.pick(modules(state));
    const text = state.files.get(path) ?? '';
    return { files: { [path]: rewrite(text, number) } };
  };
}

function idOf(text: string): string | undefined {
  return /function run_(\w+)\(/.exec(text)?.[1];
}

/** Without the lines that import the module and without its uses. `name` is its file's, seen from the same folder. */
function withoutModule(text: string, id: string, name: string | undefined): string {
  return text
    .split('\n')
    .filter((line) => {
      if (line.startsWith('import ') && new RegExp(`(run|Type)_${id}\\b`).test(line)) return false;
      return name === undefined || line !== `export * from './${name}';`;
    })
    .join('\n')
    .replaceAll(`, run_${id}(depth + 1)`, '')
    .replaceAll(`, ({ worth: 1 } satisfies Type_${id}).worth`, '')
    .replaceAll(new RegExp(`, void import\\('[^']*'\\)\\.then\\(\\(loaded\\) => loaded\\.run_${id}\\(\\)\\)`, 'g'), '');
}
