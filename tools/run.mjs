// Runs one TypeScript tool of this repository on a machine that has only Node and npm:
// installs what package-lock.json names when node_modules is missing or older, then starts the tool.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [script, ...args] = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`This repository needs Node 20.19 or later; this is Node ${process.versions.node}.\n`);
  process.exit(1);
}

// npm writes node_modules/.package-lock.json last, so it proves a finished install.
const installed = join(root, 'node_modules', '.package-lock.json');
const wanted = join(root, 'package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
  process.stderr.write('Installing dependencies (npm ci) …\n');
  const npm = process.env.npm_execpath;
  const [command, prefix] = npm ? [process.execPath, [npm]] : ['npm', []];
  const install = spawnSync(command, [...prefix, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    // A tool's own output is all that standard output holds.
    stdio: ['inherit', process.stderr, process.stderr],
  });
  if (install.status !== 0) process.exit(install.status ?? 1);
}

const tool = spawn(process.execPath, ['--import', 'tsx', join(root, script), ...args], { cwd: root, stdio: 'inherit' });

// Without this a signal would end this process alone and leave the tool running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => tool.kill(signal));
// npm passes a signal on to its shell, and that not to us: when our parent is gone, the tool is to end.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && tool.kill('SIGTERM'), 500).unref();
tool.on('exit', (code) => process.exit(code ?? 1));
