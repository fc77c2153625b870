/** lambda.config.json → settings. Its shape is checked by the schema first; here only meaning is left. */
import type { Failure } from '../failure.ts';
import type { BundleSettings, OutputExtension } from './bundle-settings.ts';
import { CONFIG_SCHEMA } from './config-schema.ts';
import type { Stated } from './function-draft.ts';
import { checkSchema } from './json-schema.ts';
import { patternExpression } from './name-expression.ts';
import type { AssetPattern, BundleOptions, FunctionAddress, FunctionAlias } from './service.ts';
import {
  failureAt,
  type ParsedDocument,
  placeAt,
  type ScalarNode,
  type TemplateNode,
  valueOf,
} from './template-node.ts';
import { workspacePath } from './workspace-path.ts';

export interface ServiceConfig {
  readonly name?: Stated<string>;
  /** Workspace-relative. */
  readonly baseDir?: Stated<string>;
  readonly stackName?: string;
  /** Names of services. */
  readonly dependsOn?: readonly Stated<string>[];
  /** Names of stacks, with placeholders. */
  readonly sharedStacks?: readonly string[];
  readonly functions: readonly FunctionConfig[];
  readonly defaults: FunctionSettings;
  readonly failures: readonly Failure[];
}

export interface FunctionSettings {
  readonly runtime?: Stated<string>;
  readonly architecture?: Stated<string>;
  readonly bundle: BundleSettings;
}

export interface FunctionConfig extends FunctionSettings {
  readonly logicalId: string;
  /** Its key in `functions`. */
  readonly node: ScalarNode;
  /** Workspace-relative, as all paths here. */
  readonly entryPoint?: Stated<string>;
  readonly handler?: Stated<string>;
  readonly directory?: Stated<string>;
  readonly archive?: Stated<string>;
  readonly address?: FunctionAddress;
  /** In place of what the template says. */
  readonly publishAlias?: readonly FunctionAlias[];
}

/** Paths in the file start from `folder`, its own. */
export function readServiceConfig(document: ParsedDocument, folder: string): ServiceConfig {
  const { root } = document;
  const failures: Failure[] = [...document.failures];
  if (root === undefined) {
    if (failures.length === 0) failures.push(emptyFile(document));
    return { functions: [], defaults: { bundle: {} }, failures };
  }
  const problems = checkSchema(root, CONFIG_SCHEMA);
  for (const { node, kind, message, advice } of problems) {
    const code =
      kind === 'value' ? 'NXL-CONFIG-VALUE' : kind === 'unknown-key' ? 'NXL-CONFIG-UNKNOWN-KEY' : 'NXL-CONFIG-KEY';
    failures.push(failureAt(node, code, message, advice));
  }
  const wrong = new Set(problems.filter(({ kind }) => kind === 'value').map(({ node }) => node));
  const context: Context = { folder, failures, wrong };
  const functions = valueOf(root, 'functions');
  const name = text(root, 'name', context);
  const baseDir = path(root, 'baseDir', context);
  const stackName = text(root, 'stackName', context);
  const dependsOn = scalars(valueOf(root, 'dependsOn'), context);
  const shared = valueOf(valueOf(root, 'shared'), 'stack');
  const sharedStacks = shared?.kind === 'scalar' ? [shared] : scalars(shared, context);
  return {
    ...(name ? { name } : {}),
    ...(baseDir ? { baseDir } : {}),
    ...(stackName ? { stackName: stackName.value } : {}),
    ...(dependsOn ? { dependsOn: dependsOn.map((node) => ({ value: node.text, node })) } : {}),
    ...(sharedStacks ? { sharedStacks: sharedStacks.map((node) => node.text) } : {}),
    defaults: settings(valueOf(root, 'defaults'), context),
    functions:
      functions?.kind === 'map' ? functions.entries.map((each) => functionConfig(each.key, each.value, context)) : [],
    failures,
  };
}

interface Context {
  readonly folder: string;
  readonly failures: Failure[];
  /** Values that the schema refused: they count as not written. */
  readonly wrong: ReadonlySet<TemplateNode>;
}

function functionConfig(key: ScalarNode, node: TemplateNode, context: Context): FunctionConfig {
  const entryPoint = path(node, 'entryPoint', context);
  const handler = text(node, 'handler', context);
  const directory = path(node, 'directory', context);
  const archive = path(node, 'archive', context);
  const sources = (['entryPoint', 'directory', 'archive'] as const).filter((name) => valueOf(node, name));
  const second = sources[1] && valueOf(node, sources[1]);
  if (second) {
    context.failures.push(
      failureAt(
        second,
        'NXL-CONFIG-SOURCE',
        `${key.text} has ${sources.join(' and ')}.`,
        'Keep the one that its code comes from.',
      ),
    );
  }
  const address = addressOf(valueOf(node, 'name'), context);
  const alias = text(node, 'publishAlias', context);
  return {
    logicalId: key.text,
    node: key,
    ...settings(node, context),
    ...(entryPoint ? { entryPoint } : {}),
    ...(handler ? { handler } : {}),
    ...(directory ? { directory } : {}),
    ...(archive ? { archive } : {}),
    ...(address ? { address } : {}),
    ...(alias ? { publishAlias: [{ name: patternExpression(alias.value), gradual: false }] } : {}),
  };
}

function addressOf(node: TemplateNode | undefined, context: Context): FunctionAddress | undefined {
  if (node === undefined || context.wrong.has(node)) return undefined;
  if (node.kind === 'scalar') {
    const expression = patternExpression(node.text);
    return node.text.includes('*') ? { kind: 'search', pattern: expression, tags: {} } : { kind: 'name', expression };
  }
  const tags = valueOf(node, 'tags');
  if (tags?.kind === 'map') {
    const wanted = Object.entries(textMap(tags.entries, context));
    return {
      kind: 'search',
      pattern: patternExpression(text(node, 'pattern', context)?.value ?? '*'),
      tags: Object.fromEntries(wanted.map(([key, value]) => [key, patternExpression(value)])),
    };
  }
  const stackName = text(node, 'stackName', context);
  const logicalId = text(node, 'logicalId', context);
  if (logicalId === undefined) return undefined;
  return { kind: 'stack-resource', logicalId: logicalId.value, ...(stackName ? { stackName: stackName.value } : {}) };
}

function settings(node: TemplateNode | undefined, context: Context): FunctionSettings {
  const runtime = text(node, 'runtime', context);
  const architecture = text(node, 'architecture', context);
  return {
    ...(runtime ? { runtime } : {}),
    ...(architecture ? { architecture } : {}),
    bundle: bundleSettings(node, context),
  };
}

const FLAGS = ['minify', 'keepNames', 'sourcesContent', 'treeShaking'] as const;
const LISTS = [
  'target',
  'external',
  'provided',
  'mainFields',
  'conditions',
  'resolveExtensions',
  'pure',
  'drop',
] as const;
const MAPS = ['loader', 'define', 'alias'] as const;
const TEXTS = ['banner', 'footer'] as const;

function bundleSettings(node: TemplateNode | undefined, context: Context): BundleSettings {
  const said: { -readonly [Key in keyof BundleSettings]: BundleSettings[Key] } = {};
  const scalar = (key: string) => text(node, key, context)?.value;
  for (const key of FLAGS) if (scalar(key) !== undefined) said[key] = scalar(key) === 'true';
  if (scalar('sourcemap') !== undefined) said.sourcemapInArtifact = scalar('sourcemap') === 'true';
  for (const key of LISTS) {
    const items = scalars(valueOf(node, key), context);
    if (items) said[key] = items.map((item) => item.text);
  }
  for (const key of MAPS) {
    const map = valueOf(node, key);
    if (map?.kind === 'map') said[key] = textMap(map.entries, context);
  }
  for (const key of TEXTS) {
    const value = scalar(key);
    if (value !== undefined) said[key] = value;
  }
  const choices = {
    format: scalar('format') as BundleOptions['format'] | undefined,
    packages: scalar('packages') as BundleOptions['packages'] | undefined,
    charset: scalar('charset') as BundleOptions['charset'],
    legalComments: scalar('legalComments') as BundleOptions['legalComments'],
    outputExtension: scalar('outExtension') as OutputExtension | undefined,
    tsconfig: path(node, 'tsconfig', context)?.value,
    inject: paths(node, 'inject', context),
    plugins: paths(node, 'plugins', context),
    declaredInputs: paths(node, 'inputs', context),
    assets: assets(valueOf(node, 'assets'), context),
  };
  return { ...said, ...definedOnly(choices) };
}

/** The schema has proven the values; here what is absent is left out. */
function definedOnly<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

function assets(node: TemplateNode | undefined, context: Context): readonly AssetPattern[] | undefined {
  if (node?.kind !== 'list') return undefined;
  return node.items.flatMap((item): readonly AssetPattern[] => {
    if (context.wrong.has(item)) return [];
    if (item.kind === 'scalar') return [{ glob: item.text, from: context.folder, to: '' }];
    const glob = text(item, 'glob', context);
    const from = path(item, 'from', context)?.value ?? context.folder;
    const to = valueOf(item, 'to');
    if (glob === undefined) return [];
    const folder = to?.kind === 'scalar' ? to.text.replace(/^(\.?\/)+|\/+$/g, '') : '';
    if (to && (folder === '..' || folder.split('/').includes('..'))) {
      context.failures.push(
        failureAt(to, 'NXL-CONFIG-PATH', '`to` leaves the zip.', 'Write a folder inside the zip, without `..`.'),
      );
      return [];
    }
    return [{ glob: glob.value, from, to: folder === '.' ? '' : folder }];
  });
}

function text(node: TemplateNode | undefined, key: string, context: Context): Stated<string> | undefined {
  const value = valueOf(node, key);
  return value?.kind === 'scalar' && !context.wrong.has(value) ? { value: value.text, node: value } : undefined;
}

function scalars(node: TemplateNode | undefined, context: Context): readonly ScalarNode[] | undefined {
  if (node?.kind !== 'list') return undefined;
  return node.items.flatMap((item) => (item.kind === 'scalar' && !context.wrong.has(item) ? [item] : []));
}

function textMap(
  entries: readonly { readonly key: ScalarNode; readonly value: TemplateNode }[],
  context: Context,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.flatMap(({ key, value }) =>
      value.kind === 'scalar' && !context.wrong.has(value) ? [[key.text, value.text]] : [],
    ),
  );
}

function path(node: TemplateNode | undefined, key: string, context: Context): Stated<string> | undefined {
  const written = text(node, key, context);
  return written && pathAt(written, context);
}

function paths(node: TemplateNode | undefined, key: string, context: Context): readonly string[] | undefined {
  return scalars(valueOf(node, key), context)?.flatMap((item) => {
    const found = pathAt({ value: item.text, node: item }, context);
    return found ? [found.value] : [];
  });
}

function pathAt(written: Stated<string>, context: Context): Stated<string> | undefined {
  const found = workspacePath(context.folder, written.value);
  if (found !== undefined) return { value: found, node: written.node };
  context.failures.push(
    failureAt(
      written.node,
      'NXL-CONFIG-PATH',
      `\`${written.value}\` is not a path inside the workspace.`,
      'Write a path relative to the folder of this file that stays in the workspace.',
    ),
  );
  return undefined;
}

function emptyFile(document: ParsedDocument): Failure {
  return {
    code: 'NXL-CONFIG-VALUE',
    message: 'The file is empty.',
    advice: 'Write `{"functions": {}}` and add your functions, or remove the file.',
    place: placeAt(document.source, 0, 1),
  };
}
