/** package.json as the tarball carries it: what only this repository needs is left out. */
export interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Throws where the published package would depend on a name that no registry has. */
export function publishedManifest(source: SourceManifest): Readonly<Record<string, unknown>> {
  const { devDependencies: _development, scripts: _scripts, ...published } = source;
  const names = ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) =>
    Object.entries((source[field] ?? {}) as Readonly<Record<string, string>>),
  );
  const unpublished = names.filter(
    ([name, version]) => name.startsWith('@nx-lambda/') || /^(file|link|workspace|git|https?):/.test(version),
  );
  if (unpublished.length > 0) {
    throw new Error(`Not on any registry: ${unpublished.map(([name, version]) => `${name}@${version}`).join(', ')}`);
  }
  return published;
}
