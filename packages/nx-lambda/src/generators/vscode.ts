/** `nx g nx-lambda:vscode orders`: VS Code's "debug this function with this event", beside what is configured already. */
import type { Tree } from '@nx/devkit';
import { knownProject } from './known-project.ts';
import { withEntries } from './launch-entries.ts';

export interface VscodeOptions {
  readonly project: string;
  readonly event?: string;
  readonly port?: number;
}

const LAUNCH = '.vscode/launch.json';
const TASKS = '.vscode/tasks.json';

export async function vscodeGenerator(
  tree: Tree,
  { project, event, port = 9229 }: VscodeOptions,
  find = knownProject,
): Promise<void> {
  const target = Object.entries((await find(project)).targets ?? {}).find(([, { executor }]) => {
    return executor === 'nx-lambda:invoke-local';
  });
  if (target === undefined) throw new Error(`${project} has no target that runs functions here.`);
  const [targetName, { configurations = {} }] = target;
  const known = Object.keys(configurations);
  const events = event === undefined ? known : known.filter((name) => name === event);
  if (events.length === 0) {
    throw new Error(`${project} has no such event: nx g nx-lambda:event ${project} --type=sqs writes one.`);
  }
  const commands = events.map((name) => ({ name, command: `${project}:${targetName}:${name}` }));
  const launch = commands.map(({ name, command }) => ({
    name: `${project} ${name}`,
    type: 'node',
    request: 'attach',
    address: '127.0.0.1',
    port,
    preLaunchTask: command,
    sourceMaps: true,
    // The code lies outside of the workspace, and its source map names the sources in it.
    outFiles: [],
    resolveSourceMapLocations: null,
    skipFiles: ['<node_internals>/**'],
  }));
  const tasks = commands.map(({ command }) => ({
    label: command,
    type: 'process',
    command: 'npx',
    args: ['nx', 'run', command, `--inspect=${port}`],
    isBackground: true,
    problemMatcher: {
      owner: 'nx-lambda',
      pattern: { regexp: '^(NXL-\\S+)$', message: 1 },
      background: { activeOnStart: true, beginsPattern: '^> nx run', endsPattern: '^Debugger listening on ' },
    },
  }));
  write(tree, LAUNCH, { version: '0.2.0' }, 'configurations', 'name', launch);
  write(tree, TASKS, { version: '2.0.0' }, 'tasks', 'label', tasks);
}

function write(
  tree: Tree,
  file: string,
  head: Readonly<Record<string, string>>,
  list: string,
  key: string,
  entries: readonly Readonly<Record<string, unknown>>[],
): void {
  const text = tree.read(file, 'utf8');
  const merged = withEntries(text ?? `${JSON.stringify({ ...head, [list]: [] }, undefined, 2)}\n`, list, key, entries);
  if (merged === undefined)
    throw new Error(`${file} is not JSON with comments, or its "${list}" is no list: correct it.`);
  tree.write(file, merged);
}
