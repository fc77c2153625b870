/** The memory of a process and all its descendants, watched while it runs. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

const INTERVAL = 15;

/** MB of resident memory at the highest. Undefined where the system has no /proc. Throws when the program fails. */
export async function peakMemory(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<number | undefined> {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  let peak: number | undefined;
  const timer = setInterval(() => {
    const now = child.pid === undefined ? undefined : treeMemory(child.pid);
    if (now !== undefined) peak = Math.max(peak ?? 0, now);
  }, INTERVAL);
  try {
    const code = await ended(child);
    if (code !== 0) throw new Error(`${program} exited with ${code}`);
  } finally {
    clearInterval(timer);
  }
  return peak;
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}

function treeMemory(root: number): number | undefined {
  try {
    const processes = new Map<number, { readonly parent: number; readonly pages: number }>();
    for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) addProcess(Number(name), processes);
    const belongs = (pid: number): boolean => {
      if (pid === root) return true;
      const parent = processes.get(pid)?.parent;
      return parent !== undefined && parent > 1 && belongs(parent);
    };
    const pages = [...processes].reduce((sum, [pid, { pages: own }]) => sum + (belongs(pid) ? own : 0), 0);
    return (pages * 4096) / 2 ** 20;
  } catch {
    return undefined;
  }
}

/** Fields of /proc/<pid>/stat after the name in brackets: state, parent, …; the 22nd of them is the resident pages. */
function addProcess(pid: number, processes: Map<number, { readonly parent: number; readonly pages: number }>): void {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    processes.set(pid, { parent: Number(fields[1]), pages: Number(fields[21]) });
  } catch {
    // It ended meanwhile.
  }
}
