/** What is told of a lockfile is held against Nx's own readers: an input that names a missing node stops the run. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readLockedPackages } from '@nx-lambda/workspace';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface NxNode {
  readonly name: string;
  readonly data: { readonly packageName: string; readonly version: string };
}

/** By path: Nx does not export them. */
interface NxLockfiles {
  getLockFileNodesForName(
    lockfile: string,
    text: string,
    hash: string,
    packageJson: object,
  ): { readonly nodes: Readonly<Record<string, NxNode>> };
}

const require = createRequire(import.meta.url);
const nxFolder = join(dirname(require.resolve('nx/package.json')), 'dist/src');
const nx: NxLockfiles = require(join(nxFolder, 'plugins/js/lock-file/lock-file.js'));
const { setWorkspaceRoot }: { setWorkspaceRoot(root: string): void } = require(
  join(nxFolder, 'utils/workspace-root.js'),
);

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'lockfile-nodes-'));
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules/.modules.yaml'), 'layoutVersion: 5\n');
  setWorkspaceRoot(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NAMES = ['one', '@scope/two', 'three'];
const VERSIONS = ['1.0.0', '2.0.0', '2.0.0-beta.1'];
const version = fc.constantFrom(...VERSIONS);
const folders = fc.constantFrom(
  ...NAMES.map((name) => `node_modules/${name}`),
  ...NAMES.map((name) => `node_modules/holder/node_modules/${name}`),
  ...NAMES.map((name) => `services/a/node_modules/${name}`),
);

const entry = fc.oneof(
  { weight: 8, arbitrary: version.map((told): object => ({ version: told, integrity: `sha512-${told}` })) },
  { weight: 1, arbitrary: fc.constant<object>({ resolved: 'libs/x', link: true }) },
  { weight: 1, arbitrary: version.map((told): object => ({ version: told, inBundle: true })) },
  { weight: 1, arbitrary: version.map((told): object => ({ version: told, name: 'real' })) },
  { weight: 1, arbitrary: version.map((told): object => ({ version: told, resolved: 'https://x.org/y.tgz' })) },
);
const npm = fc
  .dictionary(folders, entry)
  .map((packages) => JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } }, undefined, 2));

const pnpm = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), version), { selector: (each) => each.join() }),
    fc.dictionary(fc.constantFrom(...NAMES), version),
    fc.dictionary(fc.constantFrom(...NAMES), version),
  )
  .map(([locked, own, library]) => {
    const importer = (versions: Readonly<Record<string, string>>) =>
      Object.entries(versions)
        .map(([name, told]) => `      '${name}':\n        specifier: ^${told}\n        version: ${told}\n`)
        .join('');
    const packages = locked.map(
      ([name, told]) => `  '${name}@${told}':\n    resolution: {integrity: sha512-${told}}\n`,
    );
    return [
      "lockfileVersion: '9.0'\n",
      `importers:\n\n  .:\n    dependencies:\n${importer(own)}`,
      `  libs/a:\n    devDependencies:\n${importer(library)}`,
      `packages:\n\n${packages.join('\n')}`,
      `snapshots:\n\n${locked.map(([name, told]) => `  '${name}@${told}': {}\n`).join('\n')}`,
    ].join('\n');
  });

const yarn = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), version), { selector: (each) => each.join() })
  .map((locked) => {
    const entries = locked.map(
      ([name, told]) => `"${name}@^${told}", "${name}@~${told}":\n  version "${told}"\n  integrity sha512-${told}\n`,
    );
    return `# yarn lockfile v1\n\n${entries.join('\n')}`;
  });

describe.each([
  ['package-lock.json', npm],
  ['pnpm-lock.yaml', pnpm],
  ['yarn.lock', yarn],
])('of any %s', (lockfile, texts) => {
  it('only nodes are named that Nx has, and the one of a locked version is among them', () => {
    let told = 0;
    fc.assert(
      fc.property(texts, (text) => {
        writeFileSync(join(root, lockfile), text);
        const locked = readLockedPackages(root);
        rmSync(join(root, lockfile));
        const nodes = Object.values(nx.getLockFileNodesForName(lockfile, text, text, {}).nodes);
        for (const name of NAMES) {
          const own = nodes.filter(({ data }) => data.packageName === name);
          for (const asked of [...VERSIONS, undefined]) {
            const meant = locked.nodesOf(name, asked)?.flatMap((node) => hashedFor(nodes, node));
            if (meant === undefined) continue;
            told += 1;
            const exact = own.filter(({ data }) => data.version === asked);
            expect([...new Set(meant)].sort()).toEqual(
              (exact.length > 0 ? exact : own).map((each) => each.name).sort(),
            );
          }
        }
      }),
    );
    expect(told).toBeGreaterThan(50);
  });
});

/** What Nx hashes for an `externalDependencies` input; it stops the run over one that it does not find. */
function hashedFor(nodes: readonly NxNode[], input: string): readonly string[] {
  const exact = nodes.filter(({ name }) => name === `npm:${input}`);
  const found = exact.length > 0 ? exact : nodes.filter(({ data }) => data.packageName === input);
  if (found.length === 0) throw new Error(`Nx has no node for ${input}`);
  return found.map(({ name }) => name);
}
