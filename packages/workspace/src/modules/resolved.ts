/** What an import came to. */
import type { ImportTarget } from '@nx-lambda/core';

export type Resolved = {
  readonly absent: readonly string[];
  readonly settings: readonly string[];
} & (
  | Found
  | { readonly kind: 'builtin' }
  /** `package`: what is left out of the bundle, where that is a package. `folder`: where it is a workspace library. */
  | { readonly kind: 'external'; readonly package?: string; readonly folder?: string }
  | { readonly kind: 'unresolved' }
);

export type Found =
  | { readonly kind: 'file'; readonly targets: readonly ImportTarget[] }
  | { readonly kind: 'package'; readonly name: string; readonly version?: string };

export const NOTHING = { absent: [], settings: [] } as const;

export function fileTargets(paths: readonly string[]): Found {
  return { kind: 'file', targets: paths.map((path) => ({ kind: 'file', path })) };
}
