/** One function from bundle to stored artifact: prove, package, store, and keep for later builds. */
import {
  type ArtifactManifest,
  type BuildKnowledge,
  type BuildPorts,
  type Bundle,
  type Failures,
  type FunctionFingerprint,
  type FunctionInputs,
  type LambdaFunction,
  type Notice,
  neverReused,
  type PackedArtifact,
  type Result,
  type Service,
  undeclaredInputs,
  unprovenInputs,
} from '@nx-lambda/core';

export type FunctionBuildResult = {
  readonly logicalId: string;
  /** With `why`, where the function's state could be told. */
  readonly why?: BuildKnowledge;
} & (
  | {
      readonly kind: 'built';
      readonly manifest: ArtifactManifest;
      /** The artifact of an earlier build was taken. */
      readonly reused: boolean;
    }
  | { readonly kind: 'failed'; readonly failures: Failures }
);

export interface FunctionBuild {
  readonly service: Service;
  readonly function: LambdaFunction;
  readonly inputs: FunctionInputs | undefined;
  /** The function's state before it was bundled; absent: the artifact is kept for no later build. */
  readonly fingerprint: FunctionFingerprint | undefined;
  /** The call of the bundler, counted; absent: the packager reads files of this function alone. */
  readonly round?: number;
  readonly tell: (notice: Notice) => void;
}

/** `bundled` is absent for functions that are packaged as they are. */
export async function buildFunction(
  { service, function: fn, inputs, fingerprint, round, tell }: FunctionBuild,
  bundled: Result<Bundle> | undefined,
  ports: BuildPorts,
): Promise<FunctionBuildResult> {
  const { logicalId } = fn;
  if (bundled !== undefined && !bundled.ok) return { kind: 'failed', logicalId, failures: bundled.failures };

  const bundle = bundled?.value;
  if (inputs !== undefined && bundle !== undefined && fn.source.kind === 'bundle') {
    const { declaredInputs } = fn.source.bundle;
    const [first, ...rest] = undeclaredInputs(inputs, bundle.inputs, declaredInputs, ports.matchesAny);
    if (first !== undefined) return { kind: 'failed', logicalId, failures: [first, ...rest] };
  }

  const request = { service: service.name, function: fn };
  const packed = await ports.packager.pack(bundle === undefined ? request : { ...request, bundle });
  if (!packed.ok) return { kind: 'failed', logicalId, failures: packed.failures };

  const stored = await ports.store.write(service, packed.value);
  if (!stored.ok) return { kind: 'failed', logicalId, failures: stored.failures };
  if (fingerprint !== undefined && isReusable(fn, fingerprint, packed.value, bundle, ports)) {
    for (const notice of (await ports.reuse?.put(fingerprint, packed.value, round)) ?? []) tell(notice);
  }
  return { kind: 'built', logicalId, manifest: packed.value.manifest, reused: false };
}

function isReusable(
  fn: LambdaFunction,
  fingerprint: FunctionFingerprint,
  { manifest }: PackedArtifact,
  bundle: Bundle | undefined,
  ports: BuildPorts,
): boolean {
  if (neverReused(fn) !== undefined) return false;
  const { inputs, packages, externals } = manifest;
  const provided = fn.source.kind === 'bundle' ? fn.source.bundle.provided : [];
  const evidence = { inputs, packages, externals, packageFolders: bundle?.packageFolders ?? [] };
  return unprovenInputs(fingerprint, evidence, (specifier) => ports.matchesAny(specifier, provided)).length === 0;
}
