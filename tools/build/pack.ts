/** Packs the built plugin into dist/nx-lambda.tgz, as it would be published. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNpmCli } from '../npm-cli.ts';
import { publishedManifest, type SourceManifest } from './published-manifest.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = join(root, 'packages', 'nx-lambda');
const staging = join(root, 'dist', 'package');
/** What is told to users; what is told to developers stays here. */
const DOCUMENTS = ['targets', 'configuration', 'other-tools', 'permissions', 'errors'].map((name) => `docs/${name}.md`);
const FROM_ROOT = ['README.md', 'LICENSE', 'CHANGELOG.md', ...DOCUMENTS];

try {
  pack();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function pack(): void {
  const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as SourceManifest & {
    readonly files: readonly string[];
  };
  const published = { ...publishedManifest(manifest), files: [...manifest.files, ...FROM_ROOT] };
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const name of manifest.files) cpSync(join(source, name), join(staging, name), { recursive: true });
  for (const name of FROM_ROOT) cpSync(join(root, name), join(staging, name));
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);

  const npm = findNpmCli(process.execPath, process.env);
  if (npm === undefined) throw new Error('npm was not found beside this Node.');
  const args = [npm, 'pack', '--json', '--ignore-scripts', '--pack-destination', join(root, 'dist')];
  const run = spawnSync(process.execPath, args, { cwd: staging, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`npm pack failed:\n${run.stderr}`);
  const packed = join(root, 'dist', `${manifest.name}-${manifest.version}.tgz`);
  if (!existsSync(packed)) throw new Error(`npm pack wrote no ${packed}.`);
  renameSync(packed, join(root, 'dist', 'nx-lambda.tgz'));
  process.stdout.write('Packed dist/nx-lambda.tgz\n');
}
