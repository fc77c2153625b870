/**
 * What a Serverless configuration says about esbuild (`custom.esbuild` of serverless-esbuild, `build.esbuild` of the
 * framework itself), as the build properties that SAM has for the same options.
 */
import type { BundleSettings } from '../bundle-settings.ts';
import type { MapEntry, MapNode, TemplateNode } from '../template-node.ts';
import { resolved, resolvedAt, resolvedEntries, type VariableScope } from './serverless-variables.ts';

export interface ServerlessBundling {
  readonly buildProperties?: MapNode;
  readonly settings: BundleSettings;
}

/** Of the tools themselves, or without effect on the bytes here. */
const WITHOUT_EFFECT = [
  ...[
    'watch',
    'packager',
    'packagerOptions',
    'packagePath',
    'concurrency',
    'zipConcurrency',
    'nativeZip',
    'entryPoints',
  ],
  ...['outputWorkFolder', 'outputBuildFolder', 'keepOutputDirectory', 'installExtraArgs', 'disableIncremental'],
  ...['skipBuild', 'skipBuildExcludeFns', 'skipRebuild', 'stripEntryResolveExtensions', 'preserveSymlinks', 'exclude'],
  ...['nodeExternals', 'platform', 'buildConcurrency', 'outdir', 'absWorkingDir', 'write', 'logLevel', 'incremental'],
];

export function serverlessBundling(scope: VariableScope): ServerlessBundling {
  const { root } = scope;
  const section = (name: string) => resolvedAt(resolvedAt(root, name, scope), 'esbuild', scope);
  const stated = section('build') ?? section('custom');
  if (stated?.kind !== 'map') return { settings: {} };
  const entries = resolvedEntries(stated, scope).flatMap((entry): readonly MapEntry[] => {
    if (WITHOUT_EFFECT.includes(entry.key.text)) return [];
    const value = whole(entry.value, scope);
    if (value === undefined) return [];
    if (entry.key.text !== 'outputFileExtension') {
      return [{ key: { ...entry.key, text: upperFirst(entry.key.text) }, value }];
    }
    const extension: MapNode = { ...value, kind: 'map', entries: [{ key: { ...entry.key, text: '.js' }, value }] };
    return [{ key: { ...entry.key, text: 'OutExtension' }, value: extension }];
  });
  const provided = texts(resolvedAt(stated, 'exclude', scope), scope);
  return {
    buildProperties: { ...stated, entries },
    settings: provided === undefined ? {} : { provided },
  };
}

/** `exclude: '*'` is everything external; the runtime carries it, or so it is said. */
function texts(node: ReturnType<typeof resolved>, scope: VariableScope): readonly string[] | undefined {
  if (node?.kind === 'scalar') return [node.text];
  if (node?.kind !== 'list') return undefined;
  return node.items.flatMap((item) => {
    const value = resolved(item, scope);
    return value?.kind === 'scalar' ? [value.text] : [];
  });
}

/** With its variables resolved; what can't be told stays as it is written, and is refused where it is read. */
function whole(node: TemplateNode, scope: VariableScope, depth = 0): TemplateNode | undefined {
  const found = resolved(node, scope);
  if (found === undefined) return undefined;
  if (found.kind === 'unknown' || depth > 16) return node;
  if (found.kind === 'scalar') return found;
  if (found.kind === 'list')
    return { ...found, items: found.items.flatMap((each) => whole(each, scope, depth + 1) ?? []) };
  const entries = found.entries.flatMap(({ key, value }) => {
    const inner = whole(value, scope, depth + 1);
    return inner === undefined ? [] : [{ key, value: inner }];
  });
  return { ...found, entries };
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
