/**
 * Paths as inputs of Nx's. Most of a service's paths are those of libraries that many services share, so each path is
 * taken apart once, and the input that stands for a folder is the same object in all of them: Nx handles every input
 * of every project at every command.
 */
import type { TargetConfiguration } from '@nx/devkit';

export type TaskInput = NonNullable<TargetConfiguration['inputs']>[number];

/** By folder, then by its names in the order in which they came. */
type InputsOfFolders = Map<string, Map<string, readonly TaskInput[]>>;

/** Characters. Nx can't read a glob of some 300,000, and reading takes time that grows with the length alone. */
export const LONGEST_GLOB = 20_000;

interface Apart {
  readonly folder: string;
  readonly name: string;
  readonly ignored: boolean;
}

export class InputPaths {
  private readonly ask: (path: string) => boolean;
  private readonly known = new Map<string, Apart>();
  /** Each folder's name as one and the same string, which is compared at once. */
  private readonly folders = new Map<string, string>();
  private readonly inputs: InputsOfFolders = new Map();
  private readonly ignoredInputs: InputsOfFolders = new Map();

  /** @param isIgnored whether git ignores a path: Nx sees such files only when it is told to look at the disk. */
  constructor(isIgnored: (path: string) => boolean) {
    this.ask = isIgnored;
  }

  isIgnored(path: string): boolean {
    return this.apart(path).ignored;
  }

  /** One glob a folder that matches exactly these paths; what git ignores is looked for on the disk. */
  filesets(paths: Iterable<string>): { readonly seen: readonly TaskInput[]; readonly ignored: readonly TaskInput[] } {
    const seen = new Map<string, string[]>();
    const ignored = new Map<string, string[]>();
    // Paths come sorted for the most part, so that the folder is mostly the one of the path before.
    let last: { readonly folder: string; readonly ignored: boolean; readonly names: string[] } | undefined;
    for (const path of paths) {
      const apart = this.apart(path);
      if (last?.folder !== apart.folder || last.ignored !== apart.ignored) {
        const byFolder = apart.ignored ? ignored : seen;
        const names = byFolder.get(apart.folder) ?? [];
        byFolder.set(apart.folder, names);
        last = { folder: apart.folder, ignored: apart.ignored, names };
      }
      last.names.push(apart.name);
    }
    return {
      seen: sharedInputs(seen, this.inputs, false),
      ignored: sharedInputs(ignored, this.ignoredInputs, true),
    };
  }

  private apart(path: string): Apart {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/') + 1;
    const folder = path.slice(0, slash);
    const apart = { folder: this.folders.get(folder) ?? folder, name: path.slice(slash), ignored: this.ask(path) };
    this.folders.set(apart.folder, apart.folder);
    this.known.set(path, apart);
    return apart;
  }
}

function sharedInputs(
  namesByFolder: ReadonlyMap<string, readonly string[]>,
  shared: InputsOfFolders,
  ignored: boolean,
): readonly TaskInput[] {
  return [...namesByFolder.keys()].sort().flatMap((folder) => {
    const names = namesByFolder.get(folder) ?? [];
    const ofFolder = shared.get(folder) ?? new Map<string, readonly TaskInput[]>();
    shared.set(folder, ofFolder);
    const key = names.join('/');
    const inputs = ofFolder.get(key) ?? filesetsOf(folder, names, ignored);
    ofFolder.set(key, inputs);
    return inputs;
  });
}

function filesetsOf(folder: string, names: readonly string[], ignored: boolean): readonly TaskInput[] {
  return chunked([...names].sort().map(literalGlob), LONGEST_GLOB).map((literals): TaskInput => {
    const glob = `${literalGlob(folder)}${literals.length === 1 ? literals.join('') : `{${literals.join(',')}}`}`;
    return { fileset: `{workspaceRoot}/${glob}`, ...(ignored ? { includeIgnored: true } : {}) };
  });
}

/** Lists of texts of which each is no longer than `most` altogether, as far as single texts are not. */
export function chunked(texts: readonly string[], most: number): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let length = most;
  for (const text of texts) {
    length += text.length + 1;
    const last = chunks.at(-1);
    if (last !== undefined && length <= most) last.push(text);
    else {
      chunks.push([text]);
      length = text.length + 1;
    }
  }
  return chunks;
}

/** Nx reads inputs as globs; `?` matches the one character that it stands for here. */
function literalGlob(path: string): string {
  return path.replace(/[*?[\]{}()!\\,]/g, '?');
}
