/**
 * Builds packages/nx-lambda/dist: the plugin as Nx loads it, with the private packages bundled in. There are no type
 * declarations: nobody imports this package from code, Nx loads it by name.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePlugin } from './bundle.ts';
import { entryPoints } from './entry-points.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'packages', 'nx-lambda');

interface PackageJson {
  readonly main: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

type Entries = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const packageJson = readJson<PackageJson>('package.json');
  const entries = entryPoints({
    packageJson,
    executors: readJson<{ readonly executors: Entries }>('executors.json').executors,
    generators: readJson<{ readonly generators: Entries }>('generators.json').generators,
  });
  const files = await bundlePlugin({
    root,
    package: folder,
    entryPoints: entries,
    external: [...Object.keys(packageJson.dependencies), ...Object.keys(packageJson.peerDependencies)],
  });
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  for (const { path, contents } of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), contents);
  }
  const require = createRequire(import.meta.url);
  const commands = Object.values(packageJson.bin).map((path) => join(folder, path));
  for (const entry of entries) {
    const file = join(folder, entry.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js'));
    if (!commands.includes(file)) require(file);
  }
  for (const command of commands) {
    chmodSync(command, 0o755);
    const { status, stderr } = spawnSync(process.execPath, [command, '--version'], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} does not start:\n${stderr}`);
  }
  process.stdout.write(`Built ${files.length} files from ${entries.length} entry points.\n`);
}

function readJson<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T;
}
