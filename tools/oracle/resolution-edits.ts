/** Edits that change what an import means, mostly without touching any file that was read before. */
import { packageFiles } from '../bench/workspace/packages.ts';
import type { EditMaker } from './edit-maker.ts';
import { folderOf, modules } from './source-edits.ts';

export const RESOLUTION_EDITS: Readonly<Record<string, EditMaker>> = {
  /** esbuild tries .tsx before .ts before .js, and a file before a folder's index. */
  shadow(state, { random }) {
    const path = random.pick(modules(state));
    const bare = path.replace(/\.ts$/, '');
    const shadowing = random.pick([`${bare}.tsx`, `${bare}.jsx`, `${bare}.js`, `${bare}/index.ts`, `${bare}.json`]);
    const text = shadowing.endsWith('.json')
      ? '{}\n'
      : (state.files.get(path) ?? '').replaceAll(
          /from '\.\//g,
          `from '${shadowing.endsWith('/index.ts') ? '../' : './'}`,
        );
    const plain = shadowing.endsWith('.js') || shadowing.endsWith('.jsx');
    return { files: { [shadowing]: plain ? asJavaScript(text) : text } };
  },

  /** The file of a module makes way for a folder of the same name. */
  'file to folder'(state, { random }) {
    const path = random.pick(modules(state));
    const text = (state.files.get(path) ?? '').replaceAll(/'\.\//g, "'../");
    return { files: { [path]: null, [`${path.replace(/\.ts$/, '')}/index.ts`]: text } };
  },

  'folder to file'(state, { random }) {
    const indexes = [...state.files.keys()].filter((path) => /^(libs|services)\/.*\/src\/.+\/index\.ts$/.test(path));
    if (indexes.length === 0) return undefined;
    const path = random.pick(indexes);
    return {
      files: { [path]: null, [`${folderOf(path)}.ts`]: (state.files.get(path) ?? '').replaceAll("'../", "'./") },
    };
  },

  'barrel order'(state, { random }) {
    const barrels = [...state.files.keys()].filter((path) => /^libs\/l\d+\/src\/index\.ts$/.test(path));
    const path = random.pick(barrels);
    const lines = (state.files.get(path) ?? '').trimEnd().split('\n');
    return { files: { [path]: `${random.sample(lines, lines.length).join('\n')}\n` } };
  },

  'tsconfig path'(state, { random, number }) {
    const text = state.files.get('tsconfig.base.json');
    if (text === undefined) return undefined;
    const config: { compilerOptions: { paths?: Record<string, string[]> } } = JSON.parse(text);
    const paths = { ...config.compilerOptions.paths };
    const alias = random.pick(Object.keys(paths));
    const folder = `./libs/${alias.slice('@lib/'.length)}/src`;
    const files: Record<string, string> = {};
    if (random.chance(0.2)) paths[`@lib/idle-${number}`] = ['./libs/l0/src/index.ts'];
    else if (random.chance(0.6)) paths[alias] = [`${folder}/gone-${number}.ts`, `${folder}/index.ts`];
    else {
      paths[alias] = [`${folder}/all.ts`];
      files[`${folder.slice(2)}/all.ts`] = `export * from './index';\nexport const all_${number} = ${number};\n`;
    }
    const next = { ...config, compilerOptions: { ...config.compilerOptions, paths } };
    return { files: { ...files, 'tsconfig.base.json': `${JSON.stringify(next, undefined, 2)}\n` } };
  },

  /** A path of `paths` that did not exist begins to. */
  'tsconfig path fills'(state, { random, number }) {
    const missing = [...(state.files.get('tsconfig.base.json') ?? '').matchAll(/"\.\/(libs\/[^"]+)"/g)]
      .map(([, path]) => path ?? '')
      .filter((path) => !state.files.has(path));
    if (missing.length === 0) return undefined;
    return { files: { [random.pick(missing)]: `export * from './index';\nexport const filled = ${number};\n` } };
  },

  'nested tsconfig'(state, { random, shape }) {
    const folder = random.pick([...new Set(modules(state).map(folderOf))]);
    const path = `${folder}/tsconfig.json`;
    if (state.files.has(path)) return { files: { [path]: null } };
    const up = folder
      .split('/')
      .map(() => '..')
      .join('/');
    const base = shape.resolution === 'workspace-packages' ? {} : { extends: `${up}/tsconfig.base.json` };
    const compilerOptions = random.pick([
      {},
      { verbatimModuleSyntax: true },
      { target: 'es2017' },
      { experimentalDecorators: true },
    ]);
    return { files: { [path]: `${JSON.stringify({ ...base, compilerOptions })}\n` } };
  },

  'nested package.json'(state, { random, number }) {
    const folder = random.pick([...new Set(modules(state).map(folderOf))]);
    const path = `${folder}/package.json`;
    if (state.files.has(path) && random.chance(0.5)) return { files: { [path]: null } };
    const name = `nested-${folder.replaceAll('/', '-')}`;
    const fields = random.pick([
      { type: 'module' },
      { sideEffects: false },
      { type: 'commonjs' },
      { main: `./f${number % 4}.ts` },
    ]);
    return { files: { [path]: `${JSON.stringify({ name, ...fields })}\n` } };
  },

  'package.json field'(state, { random, number }) {
    const manifests = [...state.files.keys()].filter(
      (path) => path === 'package.json' || /^(libs|services)\/.*package\.json$/.test(path),
    );
    const path = random.pick(manifests);
    const manifest: Record<string, unknown> = JSON.parse(state.files.get(path) ?? '{}');
    const change = random.pick([
      { version: `1.0.${number}` },
      { description: `Note ${number}` },
      { scripts: { note: `echo ${number}` } },
      { sideEffects: manifest.sideEffects === false },
      { type: manifest.type === 'module' ? 'commonjs' : 'module' },
    ]);
    return { files: { [path]: `${JSON.stringify({ ...manifest, ...change }, undefined, 2)}\n` } };
  },

  /** As an update by the package manager leaves it: lockfile, package.json and node_modules. */
  'lockfile bump'(state, { random, shape, number }) {
    const name = random.pick([...state.packages.keys()]);
    const before = state.packages.get(name) ?? '';
    const version = `1.0.${number}`;
    const packages = new Map([...state.packages, [name, version] as const]);
    const old = packageFiles(shape, state.packages);
    const next = packageFiles(shape, packages);
    const manifest = (state.files.get('package.json') ?? '').replace(
      `"${name}": "${before}"`,
      `"${name}": "${version}"`,
    );
    const nextFiles = new Map(next.files);
    return {
      packages,
      files: {
        ...Object.fromEntries(old.files.filter(([path]) => !nextFiles.has(path)).map(([path]) => [path, null])),
        ...Object.fromEntries(next.files.filter(([path, text]) => state.files.get(path) !== text)),
        'package.json': manifest,
      },
      links: {
        ...Object.fromEntries(
          [...old.links.keys()].filter((path) => !next.links.has(path)).map((path) => [path, null]),
        ),
        ...Object.fromEntries([...next.links].filter(([path, target]) => state.links.get(path) !== target)),
      },
    };
  },

  /** A linked source moves to another file. */
  link(state, { random, number }) {
    const importers = modules(state).filter((path) => state.files.get(path)?.includes("from './linked'"));
    const targets = modules(state).filter((path) => path.startsWith('libs/'));
    const target = (importer: string): string => `../../../${random.pick(targets)}`.replace('../../../', up(importer));
    const known = random.chance(0.7) ? importers[0] : undefined;
    if (known !== undefined) return { links: { [`${folderOf(known)}/linked.ts`]: target(known) } };
    const importer = random.pick(modules(state).filter((path) => path.startsWith('services/')));
    if (state.links.has(`${folderOf(importer)}/linked.ts`)) return undefined;
    const text = `import * as linked_${number} from './linked';\n${state.files.get(importer) ?? ''}`;
    return {
      files: { [importer]: `${text}export const use_linked_${number} = () => linked_${number};\n` },
      links: { [`${folderOf(importer)}/linked.ts`]: target(importer) },
    };
  },
};

function up(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}

/** The little of TypeScript that generated sources use, taken away. */
function asJavaScript(text: string): string {
  return text
    .replaceAll(/^import type .*\n/gm, '')
    .replaceAll(/^export (interface|type) [^{]*(\{[^}]*\}|.*;)\n/gm, '')
    .replaceAll(/\(depth = 0\): string/g, '(depth = 0)')
    .replaceAll(/ satisfies \w+/g, '')
    .replaceAll(/event: unknown/g, 'event');
}
