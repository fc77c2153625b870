import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where npm's own script is, to be started with this Node: without a shell, which `npm.cmd` would need on Windows.
 * Undefined where npm was not installed together with Node and this process was not started by npm.
 */
export function findNpmCli(execPath: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const besideNode = join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const candidates = [
    env.npm_execpath?.endsWith('npm-cli.js') === true ? env.npm_execpath : undefined,
    join(dirname(execPath), besideNode),
    join(dirname(dirname(execPath)), 'lib', besideNode),
    join(dirname(dirname(execPath)), 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ];
  return candidates.find((path): path is string => path !== undefined && existsSync(path));
}
