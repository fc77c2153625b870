/** What a function's definition names as input before any source is read. */
import type { AssetPattern, BundleOptions, DeclaredInputs, Failure, LambdaFunction, Service } from '@nx-lambda/core';
import { type FileFacts, joinPath } from './file-facts.ts';
import type { TsConfigFiles } from './tsconfig.ts';

export function declaredInputs(
  service: Service,
  each: LambdaFunction,
  facts: FileFacts,
  tsConfigs: TsConfigFiles,
): DeclaredInputs {
  const definition = split(service.definitionFiles, facts);
  const named = namedInputs(each, facts, tsConfigs);
  return {
    service: service.name,
    logicalId: each.logicalId,
    entryPoints: named.entryPoints,
    files: named.files.present,
    settings: [...definition.present, ...named.settings],
    absent: [...definition.absent, ...named.files.absent, ...named.absent],
    globs: named.globs,
    failures: named.failures,
  };
}

interface Named {
  readonly entryPoints: readonly string[];
  readonly files: Split;
  readonly settings: readonly string[];
  readonly absent: readonly string[];
  readonly globs: readonly string[];
  readonly failures: readonly Failure[];
}

const NOTHING: Named = {
  entryPoints: [],
  files: { present: [], absent: [] },
  settings: [],
  absent: [],
  globs: [],
  failures: [],
};

function namedInputs(each: LambdaFunction, facts: FileFacts, tsConfigs: TsConfigFiles): Named {
  const { source } = each;
  switch (source.kind) {
    case 'archive':
      return { ...NOTHING, files: split([source.path], facts) };
    case 'directory':
      return { ...NOTHING, globs: [joinPath(source.path, '**/*'), ...source.assets.map(assetGlob)] };
    case 'bundle': {
      const { bundle, entryPoint } = source;
      const inject = bundle.inject.map(plainPath);
      // What a plugin of the user's imports steers the bytes as much as the plugin does.
      const plugins = bundle.plugins.map(plainPath);
      const named = [entryPoint, ...inject, ...plugins];
      const missing = named.filter((path) => !facts.isFile(path));
      const settings = bundleInputs(bundle, facts, tsConfigs);
      return {
        ...settings,
        entryPoints: named.filter((path) => facts.isFile(path)),
        absent: [...settings.absent, ...missing],
        failures: missing.map((path) => missingFile(each, path)),
      };
    }
  }
}

function bundleInputs(bundle: BundleOptions, facts: FileFacts, tsConfigs: TsConfigFiles): Named {
  const isGlob = (path: string) => /[*?[{!]/.test(path);
  const chain = bundle.tsconfig === undefined ? undefined : tsConfigs.at(plainPath(bundle.tsconfig));
  const files = bundle.declaredInputs.filter((path) => !isGlob(path)).map(plainPath);
  const folders = files.filter((path) => facts.isFolder(path));
  return {
    ...NOTHING,
    files: split(
      files.filter((path) => !folders.includes(path)),
      facts,
    ),
    settings: chain?.settings ?? [],
    absent: chain?.absent ?? [],
    globs: [
      ...bundle.declaredInputs.filter(isGlob),
      ...folders.map((path) => `${path}/**/*`),
      ...bundle.assets.map(assetGlob),
    ],
  };
}

function missingFile(each: LambdaFunction, path: string): Failure {
  return {
    code: 'NXL-GRAPH-ENTRY',
    message: `Could not resolve "${path}"`,
    advice: `Correct the path of ${each.logicalId}'s code, or add the file.`,
    place: each.place,
  };
}

function assetGlob({ from, glob }: AssetPattern): string {
  const folder = plainPath(from);
  return folder === '' ? glob : `${folder}/${glob}`;
}

/** `./x`, `x/` and `.` in the form that all paths here have. */
function plainPath(path: string): string {
  return joinPath('', path);
}

interface Split {
  readonly present: readonly string[];
  readonly absent: readonly string[];
}

function split(paths: readonly string[], facts: FileFacts): Split {
  return {
    present: paths.filter((path) => facts.isFile(path)),
    absent: paths.filter((path) => !facts.isFile(path)),
  };
}
