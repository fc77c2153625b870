import type { Finding } from '../finding.ts';

export interface TrackedText {
  readonly path: string;
  readonly text: string;
}

/** What this machine is called: handed in, so that the rule itself holds none of it. */
export interface Machine {
  readonly repository: string;
  readonly home: string;
  /** Host of the package registry in use. */
  readonly registryHost: string | undefined;
}

const PUBLIC_REGISTRY = 'registry.npmjs.org';

/** No tracked file tells on the machine it was written on, and the lockfile binds nobody to a registry. */
export function checkMachineTraces(files: readonly TrackedText[], machine: Machine): readonly Finding[] {
  const traces = [withoutSlash(machine.repository), withoutSlash(machine.home)].filter((path) => path.length > 1);
  const host = machine.registryHost === PUBLIC_REGISTRY ? undefined : machine.registryHost;
  return files.flatMap(({ path, text }) => [
    ...traces.flatMap((trace) => found(path, text, new RegExp(`(?<![\\w.~-])${escaped(trace)}(?=[/\\\\])`), trace)),
    ...(host === undefined ? [] : found(path, text, new RegExp(escaped(host)), 'the host of a private registry')),
    ...(path.endsWith('package-lock.json')
      ? found(path, text, /"resolved": "https?:/, 'a registry in "resolved"')
      : []),
  ]);
}

function found(path: string, text: string, pattern: RegExp, what: string): readonly Finding[] {
  const match = pattern.exec(text);
  if (match === null) return [];
  const line = text.slice(0, match.index).split('\n').length;
  return [{ rule: 'machine-traces', severity: 'error', file: path, line, message: `${what} is of one machine only` }];
}

function withoutSlash(path: string): string {
  return path.replace(/[/\\]+$/, '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
