/** npm packages that exist nowhere else: in node_modules and in the lockfile, as npm or pnpm would leave them. */
import type { WorkspaceShape } from './shape.ts';

/** Version by package name. */
export type PackageVersions = ReadonlyMap<string, string>;

export interface InstalledPackages {
  readonly files: readonly (readonly [path: string, text: string])[];
  /** Target by path. */
  readonly links: ReadonlyMap<string, string>;
}

/** Locked, and linked to real ones where Nx runs: what the plugin itself is made with. */
export const TOOL_VERSIONS = { nx: '24.0.6', 'nx-lambda': '0.1.0', esbuild: '0.28.2' } as const;

const SCOPE = '@many/';

export function packageName(index: number): string {
  return `${SCOPE}package-${index}`;
}

export function packagesOf(shape: WorkspaceShape): PackageVersions {
  return new Map(Array.from({ length: shape.packages }, (_, index) => [packageName(index), '1.0.0']));
}

/** Each package but the first of three depends on the one before it. */
function dependencyOf(name: string): string | undefined {
  const index = Number(name.slice(`${SCOPE}package-`.length));
  return index % 3 === 0 ? undefined : packageName(index - 1);
}

/** Also what `npm install` changes when a version changes: the package itself, package.json and the lockfile. */
export function packageFiles(shape: WorkspaceShape, packages: PackageVersions): InstalledPackages {
  const files: (readonly [string, string])[] = [['package.json', rootPackageJson(shape, packages)]];
  const links = new Map<string, string>();
  for (const [name, version] of packages) {
    const folder =
      shape.layout === 'npm' ? `node_modules/${name}` : `${pnpmFolder(name, version)}/node_modules/${name}`;
    files.push([`${folder}/package.json`, packageJson(name, version)], [`${folder}/index.js`, source(name, version)]);
    if (shape.layout === 'npm') continue;
    links.set(`node_modules/${name}`, `../${folder.slice('node_modules/'.length)}`);
    const dependency = dependencyOf(name);
    if (dependency === undefined) continue;
    const target = `${pnpmFolder(dependency, packages.get(dependency) ?? '')}/node_modules/${dependency}`;
    const holder = `${pnpmFolder(name, version)}/node_modules/${dependency}`;
    links.set(holder, `../../../${target.slice('node_modules/.pnpm/'.length)}`);
  }
  if (shape.resolution === 'workspace-packages') {
    for (let index = 0; index < shape.libraries; index++) {
      links.set(`node_modules/@lib/l${index}`, `../../libs/l${index}`);
    }
  }
  // Nx takes a pnpm-lock.yaml only with what pnpm leaves beside the packages.
  if (shape.layout === 'pnpm')
    files.push(['node_modules/.modules.yaml', 'layoutVersion: 5\nhoistedDependencies: {}\n']);
  files.push(lockfile(shape, packages));
  return { files, links };
}

function pnpmFolder(name: string, version: string): string {
  return `node_modules/.pnpm/${name.replace('/', '+')}@${version}`;
}

function packageJson(name: string, version: string): string {
  const dependency = dependencyOf(name);
  return json({
    name,
    version,
    main: 'index.js',
    ...(dependency === undefined ? {} : { dependencies: { [dependency]: '^1.0.0' } }),
  });
}

function source(name: string, version: string): string {
  const dependency = dependencyOf(name);
  const inner = dependency === undefined ? '' : ` + require('${dependency}').run()`;
  return `exports.run = () => '${name}@${version};'${inner};\n`;
}

function rootPackageJson(shape: WorkspaceShape, packages: PackageVersions): string {
  return json({
    name: 'many-services',
    version: '1.0.0',
    private: true,
    ...(shape.resolution === 'workspace-packages' ? { workspaces: ['libs/*'] } : {}),
    dependencies: Object.fromEntries(packages),
    devDependencies: TOOL_VERSIONS,
  });
}

function lockfile(shape: WorkspaceShape, packages: PackageVersions): readonly [string, string] {
  return shape.layout === 'npm'
    ? ['package-lock.json', npmLockfile(shape, packages)]
    : ['pnpm-lock.yaml', pnpmLockfile(packages)];
}

function npmLockfile(shape: WorkspaceShape, packages: PackageVersions): string {
  const locked = [...packages, ...Object.entries(TOOL_VERSIONS)].map(([name, version]) => {
    const dependency = packages.has(name) ? dependencyOf(name) : undefined;
    const entry = {
      version,
      integrity: integrity(name, version),
      ...(dependency === undefined ? {} : { dependencies: { [dependency]: '^1.0.0' } }),
    };
    return [`node_modules/${name}`, entry] as const;
  });
  const libraries =
    shape.resolution === 'workspace-packages'
      ? Array.from({ length: shape.libraries }, (_, index) => index).flatMap((index) => [
          [`libs/l${index}`, { name: `@lib/l${index}`, version: '1.0.0' }] as const,
          [`node_modules/@lib/l${index}`, { resolved: `libs/l${index}`, link: true }] as const,
        ])
      : [];
  const root = {
    name: 'many-services',
    version: '1.0.0',
    dependencies: Object.fromEntries(packages),
    devDependencies: TOOL_VERSIONS,
  };
  return json({
    name: 'many-services',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...Object.fromEntries([...locked, ...libraries]) },
  });
}

function pnpmLockfile(packages: PackageVersions): string {
  const all = [...packages, ...Object.entries(TOOL_VERSIONS)];
  const importer = (list: Iterable<readonly [string, string]>) =>
    [...list].map(
      ([name, version]) => `      '${name}':\n        specifier: ${version}\n        version: ${version}\n`,
    );
  const snapshot = ([name, version]: readonly [string, string]): string => {
    const dependency = packages.has(name) ? dependencyOf(name) : undefined;
    const head = `  '${name}@${version}':`;
    if (dependency === undefined) return `${head} {}\n`;
    return `${head}\n    dependencies:\n      '${dependency}': ${packages.get(dependency) ?? ''}\n`;
  };
  return [
    "lockfileVersion: '9.0'\n",
    'settings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n',
    `importers:\n\n  .:\n    dependencies:\n${importer(packages).join('')}`,
    `    devDependencies:\n${importer(Object.entries(TOOL_VERSIONS)).join('')}`,
    `packages:\n\n${all.map(([name, version]) => `  '${name}@${version}':\n    resolution: {integrity: ${integrity(name, version)}}\n`).join('\n')}`,
    `snapshots:\n\n${all.map(snapshot).join('\n')}`,
  ].join('\n');
}

/** Of the form that lockfile parsers expect; nothing is ever checked against it. */
function integrity(name: string, version: string): string {
  return `sha512-${Buffer.from(`${name}@${version}`.padEnd(64, '.').slice(0, 64)).toString('base64')}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
