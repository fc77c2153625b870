/** One function from bundle to stored artifact: prove, package, store. */
import {
  type ArtifactManifest,
  type BuildPorts,
  type Bundle,
  type Failures,
  type FunctionInputs,
  type LambdaFunction,
  type Result,
  type Service,
  undeclaredInputs,
} from '@nx-lambda/core';

export type FunctionBuildResult =
  | { readonly kind: 'built'; readonly logicalId: string; readonly manifest: ArtifactManifest }
  | { readonly kind: 'failed'; readonly logicalId: string; readonly failures: Failures };

/** `bundled` is absent for functions that are packaged as they are. */
export async function buildFunction(
  service: Service,
  fn: LambdaFunction,
  inputs: FunctionInputs | undefined,
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
  return { kind: 'built', logicalId, manifest: packed.value.manifest };
}
