/** A store of replaced code in memory, for the tests of deployments and rollbacks. */
import {
  type ArtifactManifest,
  type Failure,
  failed,
  type KeptCodePort,
  type Replacement,
  success,
} from '@nx-lambda/core';

/** What is kept of replaced code; no port has it unless a test hands it over. */
export interface SampleKept {
  readonly port: KeptCodePort;
  /** By codeSha256. */
  readonly zips: Map<string, Uint8Array>;
  /** By logical id, a line for each note. */
  readonly notes: Map<string, Replacement[]>;
}

export function createSampleKept(): SampleKept {
  const zips = new Map<string, Uint8Array>();
  const notes = new Map<string, Replacement[]>();
  const manifests = new Map<string, ArtifactManifest>();
  const done = success(undefined);
  const note = (logicalId: string, replacement: Replacement) => {
    const same = ({ runId, previous }: Replacement) =>
      runId === replacement.runId && previous.codeSha256 === replacement.previous.codeSha256;
    const others = (notes.get(logicalId) ?? []).filter((one) => !same(one));
    notes.set(logicalId, [...others, replacement]);
    return done;
  };
  const port: KeptCodePort = {
    history: async ({ logicalId }) => success(notes.get(logicalId) ?? []),
    begin: async ({ logicalId }, replacement) => note(logicalId, replacement),
    prove: async ({ logicalId }, replacement) => note(logicalId, { ...replacement, proven: true }),
    has: async (codeSha256) => zips.has(codeSha256),
    keep: async ({ codeSha256, zip }) => {
      zips.set(codeSha256, zip);
      return done;
    },
    zip: async (codeSha256) => {
      const zip = zips.get(codeSha256);
      return zip === undefined ? failed(notKept) : success(zip);
    },
    manifest: async ({ logicalId }, codeSha256) => success(manifests.get(`${logicalId} ${codeSha256}`)),
    keepManifest: async ({ logicalId }, manifest) => {
      manifests.set(`${logicalId} ${manifest.codeSha256}`, manifest);
      return done;
    },
    sweep: async () => undefined,
  };
  return { port, zips, notes };
}

const notKept: Failure = { code: 'NXL-DEPLOY-NOT-KEPT', message: 'Not kept.', advice: 'Build it.' };
