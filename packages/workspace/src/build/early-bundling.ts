/** Which functions are bundled before their graph is read, and whether what was read then is what the graph was read from. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type ArtifactManifest,
  artifactFiles,
  type EarlyBundlingPort,
  parseManifest,
  type Service,
} from '@nx-lambda/core';
import type { EarlyLook } from '../modules/early-look.ts';
import { lastChange } from '../modules/file-facts.ts';
import { contentDigest } from '../modules/source-proof.ts';
import type { PackageDigests } from '../reuse/package-digests.ts';

/** Of more functions the manifests take longer to read than is gained: it only counts whether there is one. */
const MOST_FUNCTIONS = 512;

export interface EarlyBundling {
  /** The absolute folder of a service's artifacts. */
  readonly outputFolder: (service: Service) => string;
  /** Absolute: where artifacts of earlier builds are kept. */
  readonly keptArtifacts: string;
  readonly look: EarlyLook;
  readonly packages: PackageDigests;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export function earlyBundling({ outputFolder, keptArtifacts, look, packages, now }: EarlyBundling): EarlyBundlingPort {
  const digests = new Map<string, string | undefined>();
  const digestOf = (path: string): string | undefined => {
    if (!digests.has(path)) digests.set(path, hexDigest(look.bytes(path)));
    return digests.get(path);
  };
  let isFirst: boolean | undefined;
  return {
    outdated(functions) {
      isFirst ??= !existsSync(keptArtifacts);
      const isNew = isFirst;
      const isMany = functions.length > MOST_FUNCTIONS;
      if (isMany && !isNew) return new Set();
      const found = functions.filter((each) => {
        // What a plugin of the user's reads is not known.
        if (each.function.source.bundle.plugins.length > 0) return false;
        const manifest = join(outputFolder(each.service), artifactFiles(each.function.logicalId).manifest);
        if (isMany) return !existsSync(manifest);
        const made = madeBefore(manifest);
        return made === undefined ? isNew : isOutdated(made, look, digestOf);
      });
      const [first] = found;
      if (first !== undefined && !look.hasBegun) {
        // What this build makes is no change of the workspace's folder.
        for (const folder of [dirname(outputFolder(first.service)), dirname(keptArtifacts)]) makeIfPossible(folder);
        look.begin(now());
      }
      return new Set(found);
    },
    isUntouched: (fingerprint) =>
      look.isUntouched(
        [...fingerprint.files, ...fingerprint.settings].map(({ path }) => path),
        fingerprint.absent,
      ) && fingerprint.packages.every(({ folder }) => packages.isSettled(folder)),
  };
}

interface Made {
  readonly inputs: ArtifactManifest['inputs'];
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Undefined: nothing is there that could be compared. */
function madeBefore(file: string): Made | undefined {
  try {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const manifest = parseManifest(readFileSync(file, 'utf8'), file);
    return manifest.ok ? { inputs: manifest.value.inputs, at: stats.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

/** All inputs are looked at, whatever the first ones say. Those that did not change since need not be read. */
function isOutdated({ inputs, at }: Made, look: EarlyLook, digestOf: (path: string) => string | undefined): boolean {
  let outdated = false;
  for (const { path, sha256 } of inputs) {
    const fact = look.at(path);
    if (fact.kind !== 'file') outdated = true;
    else if (!outdated && lastChange(fact.stamp) > at) outdated = digestOf(path) !== sha256;
  }
  return outdated;
}

/** What can't be made is told when something is written into it. */
function makeIfPossible(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // No right to write.
  }
}

function hexDigest(bytes: Buffer | undefined): string | undefined {
  return bytes && Buffer.from(contentDigest(bytes), 'base64').toString('hex');
}
