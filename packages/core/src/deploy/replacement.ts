/**
 * What this machine put in place of what on one function, in the order in which it did. Each replacement is noted before
 * its update is sent, so that one that was cut off can be undone too; whether it arrived is told by what came after it.
 */
import { type ArtifactManifest, MANIFEST_SCHEMA } from '../artifact/manifest.ts';
import type { CodeShape } from '../plan/compatibility.ts';
import type { DeployedFunction } from '../plan/deployed-function.ts';

export type WritingCommand = 'deploy-feature' | 'rollback-feature';

/** One code of a function and what it was made for. */
export interface CodeFacts extends CodeShape {
  readonly codeSha256: string;
  /** Bytes of the zip. */
  readonly size: number;
  /** The git commit that was checked out when it was deployed from here. */
  readonly commit?: string;
}

export interface Replacement {
  /** One for all that one run of the command replaced. */
  readonly runId: string;
  readonly command: WritingCommand;
  /** ISO 8601. */
  readonly at: string;
  readonly physicalName: string;
  readonly previous: CodeFacts;
  readonly next: CodeFacts;
  /** Of a rollback: the runs whose replacements of this function it takes back. */
  readonly undoes?: readonly string[];
  /** Lambda said that the update is over. Else it may have arrived or not. */
  readonly proven: boolean;
}

/** What is known of code that somebody else deployed. */
export function deployedCode({ codeSha256, codeSize, runtime, handler, architectures }: DeployedFunction): CodeFacts {
  return {
    codeSha256,
    size: codeSize,
    runtime: runtime ?? '',
    handler: handler ?? '',
    architecture: architectures[0] ?? 'x86_64',
  };
}

/**
 * The replacements that arrived and were not taken back, oldest first.
 * @param deployed codeSha256 that AWS reports now; undefined: not known.
 */
export function standingReplacements(
  replacements: readonly Replacement[],
  deployed: string | undefined,
): readonly Replacement[] {
  const standing: Replacement[] = [];
  for (const [index, one] of replacements.entries()) {
    if (!hasArrived(one, replacements[index + 1], deployed)) continue;
    if (one.undoes === undefined) standing.push(one);
    else takeBack(standing, one.undoes);
  }
  return standing;
}

function hasArrived({ proven, next }: Replacement, after: Replacement | undefined, deployed: string | undefined) {
  return proven || next.codeSha256 === (after?.previous.codeSha256 ?? deployed);
}

function takeBack(standing: Replacement[], runs: readonly string[]): void {
  const left = standing.filter(({ runId }) => !runs.includes(runId));
  standing.splice(0, standing.length, ...left);
}

/** A manifest of code whose making is not known, from what it ran as. Undefined: on no architecture that we know. */
export function manifestOfCode(
  { service, logicalId }: { readonly service: string; readonly logicalId: string },
  { codeSha256, size, runtime, handler, architecture }: CodeFacts,
): ArtifactManifest | undefined {
  if (architecture !== 'x86_64' && architecture !== 'arm64') return undefined;
  return {
    schema: MANIFEST_SCHEMA,
    service,
    function: logicalId,
    codeSha256,
    zipSize: size,
    unzippedSize: size,
    runtime,
    handler,
    architecture,
    inputs: [],
    packages: [],
    externals: [],
    tools: {},
    sourceMaps: [],
  };
}
