import {
  type BundleOptions,
  type ExternalImport,
  type LambdaFunction,
  type ManifestPackage,
  type Result,
  success,
} from '@nx-lambda/core';

export interface ExternalFiles {
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  readonly packages: readonly ManifestPackage[];
}

export async function externalFiles(
  _root: string,
  _imports: readonly ExternalImport[],
  _options: BundleOptions,
  _fn: LambdaFunction,
): Promise<Result<ExternalFiles>> {
  return success({ files: [], packages: [] });
}
