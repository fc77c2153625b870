/** What a template or lambda.config.json says about bundling, and how it is completed to {@link BundleOptions}. */
import { nodeMajor } from './handler.ts';
import type { BundleOptions } from './service.ts';

export type OutputExtension = '.js' | '.mjs' | '.cjs';

/** Any part of the options; absent: not said. */
export type BundleSettings = { readonly [Option in keyof BundleOptions]?: BundleOptions[Option] } & {
  readonly outputExtension?: OutputExtension;
};

/**
 * Gives bundled CommonJS the `require` that ES modules lack: esbuild's shim takes one that is in scope, and renames any
 * `require` that the bundled code declares itself.
 */
export const REQUIRE_BANNER =
  "import { createRequire as __nxLambdaCreateRequire } from 'node:module';const require = __nxLambdaCreateRequire(import.meta.url);";

export interface BundleFacts {
  readonly runtime: string;
  /** Workspace-relative. */
  readonly entryPoint: string;
  /** `type` of the package.json nearest to the entry point. */
  readonly packageType: 'module' | 'commonjs';
  /** The plugin's option. */
  readonly providedPackages: readonly string[];
}

/** What counts where neither the template, lambda.config.json nor the project says anything. */
export const BUNDLE_DEFAULTS = {
  minify: false,
  keepNames: false,
  sourcemapInArtifact: false,
  sourcesContent: true,
  treeShaking: true,
  packages: 'bundle',
  conditions: [],
  loader: {},
  define: {},
  alias: {},
  inject: [],
  pure: [],
  drop: [],
  plugins: [],
  assets: [],
  declaredInputs: [],
} as const satisfies Partial<BundleOptions>;

export function completeBundle(settings: BundleSettings, facts: BundleFacts): BundleOptions {
  const format = settings.format ?? formatOf(facts);
  const provided = sorted(settings.provided ?? providedBy(facts));
  const banner = format === 'esm' ? moduleBanner(settings.banner) : settings.banner;
  const { outputExtension: _, banner: __, ...said } = settings;
  return {
    ...BUNDLE_DEFAULTS,
    ...said,
    format,
    target: settings.target ?? [`node${nodeMajor(facts.runtime) ?? 22}`],
    external: sorted([...(settings.external ?? []), ...provided]),
    provided,
    ...(banner === undefined ? {} : { banner }),
  };
}

/** ES modules are named `.mjs`, so that Lambda loads them as such without a package.json in the zip. */
export function outputExtension(settings: BundleSettings, format: BundleOptions['format']): OutputExtension {
  return settings.outputExtension ?? (format === 'esm' ? '.mjs' : '.js');
}

function formatOf(facts: BundleFacts): BundleOptions['format'] {
  if (/\.m[jt]s$/.test(facts.entryPoint)) return 'esm';
  if (/\.c[jt]s$/.test(facts.entryPoint)) return 'cjs';
  return facts.packageType === 'module' ? 'esm' : 'cjs';
}

/** nodejs18 was the first to carry version 3 of the SDK; earlier ones carry version 2. */
function providedBy(facts: BundleFacts): readonly string[] {
  return (nodeMajor(facts.runtime) ?? 0) >= 18 ? facts.providedPackages : ['aws-sdk'];
}

function moduleBanner(own: string | undefined): string {
  if (own === undefined) return REQUIRE_BANNER;
  return /\bcreateRequire\b|\brequire\s*=|\bas require\b/.test(own) ? own : `${REQUIRE_BANNER}\n${own}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
