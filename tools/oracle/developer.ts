/**
 * A developer who builds and deploys with `nx affected` after each edit: what Nx selects is built, or taken from Nx's
 * cache where that has it, and what the plan says is deployed. Everything is held against the truth.
 */
import { FIRST_CODE, plannedUpdates } from './plan-of.ts';
import { buildAsPlugin } from './plugin-build.ts';
import type { Selection } from './selector.ts';
import { type Artifacts, functionKey, type Truth } from './truth.ts';

export interface EditOutcome {
  /** Functions whose bytes changed without being selected, built right, and deployed; each with what went wrong. */
  readonly missed: readonly string[];
  /** Functions that were built anew. */
  readonly rebuilt: readonly string[];
  /** Of these, the ones none of whose files, packages and settings differs. */
  readonly rebuiltWithoutNeed: readonly string[];
  readonly deployed: readonly string[];
  readonly deployedWithoutNeed: readonly string[];
}

export class Developer {
  private readonly root: string;
  /** As Nx keeps them: artifacts by the hash of the task that made them. */
  private readonly cache = new Map<string, Artifacts>();
  /** codeSha256 by function. */
  private readonly deployed = new Map<string, string>();
  private truth: Truth | undefined;

  constructor(root: string) {
    this.root = root;
  }

  /** The first time everything counts as selected. */
  async follow(truth: Truth, selection: Selection): Promise<EditOutcome> {
    const before = this.truth;
    this.truth = truth;
    const missed: string[] = [];
    const rebuilt: string[] = [];
    const deployed: string[] = [];
    const needless: string[] = [];
    for (const service of truth.services) {
      const task = `${service.name}:build`;
      const keys = service.functions.map(({ logicalId }) => functionKey(service.name, logicalId));
      const selected = before === undefined || selection.selected.includes(task);
      missed.push(...this.staleInCache(truth, keys, selection.hashes[task]));
      if (!selected) {
        missed.push(...this.unselected(truth, before, keys));
        continue;
      }
      const hash = selection.hashes[task] ?? '';
      let artifacts = this.cache.get(hash);
      if (artifacts === undefined) {
        const built = await buildAsPlugin(this.root, service);
        artifacts = built.artifacts;
        rebuilt.push(...built.rebuilt);
        missed.push(...wronglyBuilt(truth, keys, artifacts));
        if (artifacts.size === keys.length && service.failures.length === 0) this.cache.set(hash, artifacts);
      }
      if (artifacts.size < keys.length || service.failures.length > 0) continue;
      if (before !== undefined && !selection.selected.includes(`${service.name}:deploy-feature`)) {
        missed.push(
          ...keys
            .filter((key) => this.deployed.get(key) !== truth.functions.get(key)?.code)
            .map((key) => `${key}: deploy-feature not selected`),
        );
        continue;
      }
      for (const logicalId of plannedUpdates(service, artifacts, this.deployed)) {
        const key = functionKey(service.name, logicalId);
        const code = artifacts.get(logicalId)?.codeSha256 ?? FIRST_CODE;
        deployed.push(key);
        if (this.deployed.get(key) === truth.functions.get(key)?.code) needless.push(key);
        this.deployed.set(key, code);
      }
      missed.push(
        ...keys
          .filter((key) => this.deployed.get(key) !== truth.functions.get(key)?.code)
          .map((key) => `${key}: not in the plan`),
      );
    }
    return {
      missed,
      rebuilt,
      rebuiltWithoutNeed: rebuilt.filter(
        (key) =>
          before?.functions.get(key) !== undefined &&
          before.functions.get(key)?.need === truth.functions.get(key)?.need,
      ),
      deployed,
      deployedWithoutNeed: needless,
    };
  }

  private unselected(truth: Truth, before: Truth | undefined, keys: readonly string[]): readonly string[] {
    return keys.flatMap((key) =>
      truth.functions.get(key)?.code === before?.functions.get(key)?.code ? [] : [`${key}: build not selected`],
    );
  }

  /** What `nx run-many` would take from the cache, selected or not. */
  private staleInCache(truth: Truth, keys: readonly string[], hash: string | undefined): readonly string[] {
    const artifacts = hash === undefined ? undefined : this.cache.get(hash);
    if (artifacts === undefined) return [];
    return keys.flatMap((key) => {
      const fn = truth.functions.get(key);
      return fn?.code === artifacts.get(fn?.logicalId ?? '')?.codeSha256 ? [] : [`${key}: stale in Nx's cache`];
    });
  }
}

function wronglyBuilt(truth: Truth, keys: readonly string[], artifacts: Artifacts): readonly string[] {
  return keys.flatMap((key) => {
    const fn = truth.functions.get(key);
    return fn?.code === artifacts.get(fn?.logicalId ?? '')?.codeSha256 ? [] : [`${key}: built otherwise or refused`];
  });
}
