import { readFileSync } from 'node:fs';

/** The most memory, in MB, that a process has had resident so far; undefined where the system has no /proc. */
export function peakMemory(pid: number): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Math.ceil(Number(kibibytes) / 1024);
  } catch {
    return undefined;
  }
}

/** Milliseconds between two looks. The peak is the kernel's own, so nothing between two looks is missed, only late. */
const INTERVAL = 20;

/** Calls `onExceeded` once when the process has had more than `limit` MB. Returns how to stop watching. */
export function watchMemory(pid: number, limit: number, onExceeded: () => void): () => void {
  const timer = setInterval(() => {
    if ((peakMemory(pid) ?? 0) <= limit) return;
    clearInterval(timer);
    onExceeded();
  }, INTERVAL);
  return () => clearInterval(timer);
}
