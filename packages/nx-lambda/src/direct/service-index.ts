/**
 * The services that Nx last told of: where they lie and how many functions they have. It says which service to ask the
 * memory for, and whatever it says of that one is proven there; of the others it only counts functions.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readChecked, writeChecked } from '../plugin/checked-file.ts';

const FORMAT = 1;

export interface IndexedService {
  readonly name: string;
  readonly root: string;
  readonly functions: number;
}

export function readServiceIndex(cacheFolder: string): readonly IndexedService[] {
  const stored = readChecked(indexFile(cacheFolder), FORMAT).found?.value as readonly IndexedService[] | undefined;
  return stored ?? [];
}

export function writeServiceIndex(cacheFolder: string, services: readonly IndexedService[]): void {
  if (JSON.stringify(readServiceIndex(cacheFolder)) !== JSON.stringify(services)) {
    writeChecked(indexFile(cacheFolder), FORMAT, services);
  }
}

export function otherFunctions(services: readonly IndexedService[], chosen: readonly string[]): number {
  return services.reduce((sum, { name, functions }) => (chosen.includes(name) ? sum : sum + functions), 0);
}

/**
 * Whether a folder between a service's folder and the current one may be a service or project of its own, which the
 * index does not know yet. Both are absolute.
 */
export function mayHoldAnother(serviceFolder: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder !== serviceFolder && definesSomething(folder));
}

const DEFINING =
  /^(template\.(ya?ml|json)|serverless\.\w+|cdk\.json|lambda\.config\.json|project\.json|package\.json)$/;

function definesSomething(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => DEFINING.test(name));
  } catch {
    return true;
  }
}

function indexFile(cacheFolder: string): string {
  return join(cacheFolder, 'direct', 'services.json');
}
