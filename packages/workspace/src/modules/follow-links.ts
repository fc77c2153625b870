/** From the paths that were found to the files that esbuild bundles: links followed, packages told from local files. */
import { type FileFacts, insideNodeModules } from './file-facts.ts';
import type { PackageJsonFiles } from './package-json.ts';
import type { Located } from './resolve-file.ts';
import { type Found, fileTargets, type Resolved } from './resolved.ts';
import { packageNameOf } from './specifier.ts';

export class LinkFollower {
  private readonly facts: FileFacts;
  private readonly packageJsons: PackageJsonFiles;
  private readonly settled = new WeakMap<Located, Resolved>();

  constructor(facts: FileFacts, packageJsons: PackageJsonFiles) {
    this.facts = facts;
    this.packageJsons = packageJsons;
  }

  settle(located: Located): Resolved {
    const known = this.settled.get(located);
    if (known !== undefined) return known;
    const resolved = this.followed(located);
    this.settled.set(located, resolved);
    return resolved;
  }

  /** Follows symlinks: esbuild bundles the file that they lead to. */
  private followed(located: Located): Resolved {
    const absent = this.realAbsences(located);
    const settings: string[] = [...this.realSettings(located)];
    if (located.path === undefined) return { kind: 'unresolved', absent, settings };
    const paths: string[] = [];
    for (const path of [located.path, ...located.alternatives]) {
      const fact = this.facts.at(path);
      if (fact.kind !== 'file') continue;
      settings.push(...fact.links);
      const real = fact.real ?? path;
      if (insideNodeModules(real)) return { ...this.packageOf(real), absent, settings };
      paths.push(real);
    }
    return { ...fileTargets(paths), absent, settings };
  }

  private packageOf(path: string): Found {
    const start = path.lastIndexOf('node_modules/') + 'node_modules/'.length;
    const name = packageNameOf(path.slice(start));
    return this.installed(path.slice(0, start) + name, name);
  }

  realAbsences(located: Located): readonly string[] {
    return located.absent.flatMap((path) => {
      if (this.facts.isFolder(path)) return [];
      return this.facts.placesOfMissing(path).filter((place) => !insideNodeModules(place));
    });
  }

  private realSettings(located: Located): readonly string[] {
    return located.settings.flatMap((path) => {
      const fact = this.facts.at(path);
      return fact.kind === 'file' && fact.real !== undefined && !insideNodeModules(fact.real) ? [fact.real] : [];
    });
  }
  withMisses(missed: Located, found: Found): Resolved {
    return { ...found, absent: this.realAbsences(missed), settings: this.realSettings(missed) };
  }

  installed(packageFolder: string, name: string): Found {
    const version = this.packageJsons.in(packageFolder)?.fields['version'];
    return typeof version === 'string' ? { kind: 'package', name, version } : { kind: 'package', name };
  }
}
