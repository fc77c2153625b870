/** Nx in one workspace: asked in a process that stays, and now and then by its command. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../sample/command.ts';
import type { SessionAnswer, SessionQuestion } from './session-protocol.ts';

export type Selection = SessionAnswer & { readonly kind: 'answered' };

export interface Selector {
  /** Rejects when Nx fails. */
  select(question: SessionQuestion): Promise<Selection>;
  /** The same by `nx affected`, for the tasks alone. */
  selectByCommand(question: SessionQuestion): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const session = fileURLToPath(new URL('nx-session.ts', import.meta.url));

export function startSelector(root: string, environment: NodeJS.ProcessEnv): Selector {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), session], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    async select(question) {
      const answer = await ask(child, question, () => said);
      if (answer.kind === 'failed') throw new Error(`Nx failed: ${answer.message}`);
      return answer;
    },
    selectByCommand: ({ base, targets }) => selectByCommand(root, environment, base, targets),
    async stop() {
      child.kill();
      await ended;
    },
  };
}

function ask(child: ChildProcess, question: SessionQuestion, said: () => string): Promise<SessionAnswer> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`The process that runs Nx ended:\n${said()}`));
    child.once('exit', gone);
    child.once('message', (answer: SessionAnswer) => {
      child.off('exit', gone);
      resolve(answer);
    });
    child.send(question, (error) => error && reject(error));
  });
}

async function selectByCommand(
  root: string,
  environment: NodeJS.ProcessEnv,
  base: string,
  targets: readonly string[],
): Promise<readonly string[]> {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const args = [nx, 'affected', '-t', ...targets, `--base=${base}`, '--graph=stdout'];
  const run = await runCommand(process.execPath, args, { cwd: root, env: environment });
  if (run.code !== 0) throw new Error(`nx affected failed:\n${run.output}`);
  const { tasks }: { tasks: { tasks: Record<string, unknown> } } = JSON.parse(run.stdout);
  return Object.keys(tasks.tasks).sort();
}
