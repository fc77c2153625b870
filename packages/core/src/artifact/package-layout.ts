/**
 * Where npm packages go in an artifact's node_modules. On disk they may be hoisted, nested or linked from a store
 * (pnpm); in the artifact they are plain folders, laid out so that every import finds the very package that it found
 * on disk. Folder names follow the name that is imported, so aliases work.
 */

export interface PackageEdge {
  /** Folder of the importing package; absent for the bundle itself. */
  readonly from?: string;
  /** The package's name as it is imported. */
  readonly name: string;
  /** Folder of the package that the name means. */
  readonly to: string;
}

export interface PackageLayout {
  /** Folders in the artifact of each package on disk, sorted; more than one where versions clash. */
  readonly locations: ReadonlyMap<string, readonly string[]>;
  /**
   * Names that can't be laid out: the bundle means different packages by one, or different versions of packages that
   * import one another in a circle would have to lie in each other.
   */
  readonly conflicts: readonly { readonly name: string; readonly folders: readonly string[] }[];
}

/**
 * Places packages breadth first: at the root where the name is free, else inside the importing package. A package's
 * own node_modules is filled before anything below it is looked up, and a root name is only taken when no look-up
 * went past it, so no placement changes what an earlier look-up found.
 */
export function packageLayout(edges: readonly PackageEdge[]): PackageLayout {
  const imports = new Map<string | undefined, PackageEdge[]>();
  for (const edge of edges.toSorted(byNameThenFolder)) {
    const siblings = imports.get(edge.from) ?? [];
    imports.set(edge.from, siblings);
    siblings.push(edge);
  }
  const placed = new Map<string, string>();
  const conflicts = new Map<string, Set<string>>();
  const queue: { readonly folder: string | undefined; readonly location: string }[] = [];
  queue.push({ folder: undefined, location: '' });
  for (const { folder, location } of queue) {
    for (const { name, to } of imports.get(folder) ?? []) {
      const found = lookUp(placed, location, name);
      if (found === to) continue;
      const own = slot(location, name);
      if (placed.has(own) || isInside(placed, location, to)) {
        conflicts.set(name, new Set([...(conflicts.get(name) ?? []), placed.get(own) ?? found ?? to, to]));
        continue;
      }
      const target = found === undefined ? slot('', name) : own;
      placed.set(target, to);
      queue.push({ folder: to, location: target });
    }
  }
  const locations = new Map<string, string[]>();
  for (const [location, folder] of [...placed].sort(([a], [b]) => order(a, b))) {
    locations.set(folder, [...(locations.get(folder) ?? []), location]);
  }
  return {
    locations,
    conflicts: [...conflicts].map(([name, folders]) => ({ name, folders: [...folders].sort() })),
  };
}

/** As Node looks up a bare name from a file in `location`. */
export function lookUp(placed: ReadonlyMap<string, string>, location: string, name: string): string | undefined {
  for (let at = location; ; at = parentLocation(at)) {
    const found = placed.get(slot(at, name));
    if (found !== undefined || at === '') return found;
  }
}

/** Whether a location lies in `folder` already: nesting it again and again would never end. */
function isInside(placed: ReadonlyMap<string, string>, location: string, folder: string): boolean {
  for (let at = location; at !== ''; at = parentLocation(at)) {
    if (placed.get(at) === folder) return true;
  }
  return false;
}

function slot(location: string, name: string): string {
  return location === '' ? `node_modules/${name}` : `${location}/node_modules/${name}`;
}

function parentLocation(location: string): string {
  const end = location.lastIndexOf('/node_modules/');
  return end < 0 ? '' : location.slice(0, end);
}

function byNameThenFolder(a: PackageEdge, b: PackageEdge): number {
  return order(a.name, b.name) || order(a.to, b.to);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
