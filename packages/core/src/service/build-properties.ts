/**
 * SAM's `Metadata.BuildProperties` for esbuild. SAM passes every property on as the esbuild flag of the same name
 * (`MainFields` is `--main-fields`): texts as they are, list items one flag each.
 */
import type { Failure, Notice } from '../failure.ts';
import { closestName } from '../suggestion.ts';
import type { BundleSettings, OutputExtension } from './bundle-settings.ts';
import type { Stated } from './function-draft.ts';
import { entriesOf, evaluate, type Scope } from './intrinsics.ts';
import { booleanOf, describeNode, failureAt, type ScalarNode, type TemplateNode } from './template-node.ts';
import { workspacePath } from './workspace-path.ts';

export interface BuildProperties {
  readonly settings: BundleSettings;
  /** As written, relative to CodeUri. */
  readonly entryPoints: readonly Stated<string>[];
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Sink {
  readonly settings: Mutable<BundleSettings>;
  readonly entryPoints: Stated<string>[];
  readonly failures: Failure[];
  readonly notices: Notice[];
  readonly scope: Scope;
  readonly codeFolder: string;
}

type Reader = (node: TemplateNode, key: string, sink: Sink) => void;

const PROPERTIES: Readonly<Record<string, Reader>> = {
  EntryPoints: (node, key, sink) => {
    sink.entryPoints.push(...texts(node, key, sink).map((item) => ({ value: item.text, node: item })));
  },
  Format: oneOf('format', ['cjs', 'esm']),
  Packages: oneOf('packages', ['bundle', 'external']),
  Charset: oneOf('charset', ['ascii', 'utf8']),
  LegalComments: oneOf('legalComments', ['none', 'inline', 'eof', 'linked', 'external']),
  Minify: flag('minify'),
  KeepNames: flag('keepNames'),
  SourcesContent: flag('sourcesContent'),
  TreeShaking: flag('treeShaking'),
  Sourcemap: (node, key, sink) => {
    const mode = node.kind === 'scalar' && /^(linked|inline|both|external)$/.test(node.text);
    if (mode) sink.settings.sourcemapInArtifact = true;
    else flag('sourcemapInArtifact')(node, key, sink);
  },
  Target: words('target'),
  External: (node, key, sink) => {
    sink.settings.external = texts(node, key, sink).map(({ text }) => text);
  },
  MainFields: words('mainFields'),
  Conditions: words('conditions'),
  ResolveExtensions: words('resolveExtensions'),
  Pure: words('pure'),
  Drop: words('drop'),
  Loader: pairs('loader'),
  Define: pairs('define'),
  Alias: pairs('alias'),
  Banner: (node, key, sink) => edge('banner', node, key, sink),
  Footer: (node, key, sink) => edge('footer', node, key, sink),
  OutExtension: (node, key, sink) => {
    const extension = pairsOf(node, key, sink)['.js'];
    if (extension === '.js' || extension === '.mjs' || extension === '.cjs') {
      sink.settings.outputExtension = extension satisfies OutputExtension;
    } else if (extension !== undefined) {
      sink.failures.push(wrong(node, key, '`.js=.mjs` or `.js=.cjs`'));
    }
  },
  Tsconfig: (node, key, sink) => {
    const [path] = texts(node, key, sink);
    const found = path && workspacePath(sink.codeFolder, path.text);
    if (found !== undefined) sink.settings.tsconfig = found;
    else if (path) sink.failures.push(wrong(path, key, 'a path inside the workspace'));
  },
  Inject: (node, key, sink) => {
    sink.settings.inject = texts(node, key, sink).map(({ text }) => workspacePath(sink.codeFolder, text) ?? text);
  },
};

/** Flags of SAM's own or without effect on the bytes here. */
const WITHOUT_EFFECT = ['UseNpmCi', 'LogLevel', 'LogLimit', 'Color', 'Bundle', 'Platform', 'Outdir', 'Metafile'];

/** `codeFolder` is workspace-relative: paths among the properties start from it. */
export function readBuildProperties(node: TemplateNode | undefined, scope: Scope, codeFolder: string): BuildProperties {
  const sink: Sink = { settings: {}, entryPoints: [], failures: [], notices: [], scope, codeFolder };
  for (const { key, value } of entriesOf(node, scope)) {
    const found = evaluate(value, scope);
    if (found === undefined) continue;
    const reader = Object.hasOwn(PROPERTIES, key.text) ? PROPERTIES[key.text] : undefined;
    if (found.kind === 'unknown') sink.failures.push(wrong(found.node, key.text, 'a value known before deployment'));
    else if (reader) reader(found, key.text, sink);
    else if (!WITHOUT_EFFECT.includes(key.text)) sink.notices.push(unknownProperty(key));
  }
  const { settings, entryPoints, failures, notices } = sink;
  return { settings, entryPoints, failures, notices };
}

type KeyOf<Value> = {
  [Key in keyof BundleSettings]-?: Exclude<BundleSettings[Key], undefined> extends Value ? Key : never;
}[keyof BundleSettings];

function flag(setting: KeyOf<boolean>): Reader {
  return (node, key, sink) => {
    const value = booleanOf(node);
    if (value === undefined) sink.failures.push(wrong(node, key, 'true or false'));
    else sink.settings[setting] = value;
  };
}

function oneOf<Key extends 'format' | 'packages' | 'charset' | 'legalComments'>(
  setting: Key,
  values: readonly NonNullable<BundleSettings[Key]>[],
): Reader {
  return (node, key, sink) => {
    const found = values.find((value) => node.kind === 'scalar' && node.text === value);
    if (found === undefined) sink.failures.push(wrong(node, key, `one of ${values.join(', ')}`));
    else sink.settings[setting] = found;
  };
}

/** A list, or the text `a,b` as the command line takes it. */
function words(setting: 'target' | 'mainFields' | 'conditions' | 'resolveExtensions' | 'pure' | 'drop'): Reader {
  return (node, key, sink) => {
    const found = texts(node, key, sink).flatMap(({ text }) => text.split(','));
    sink.settings[setting] = found.map((word) => word.trim()).filter((word) => word !== '');
  };
}

function pairs(setting: 'loader' | 'define' | 'alias'): Reader {
  return (node, key, sink) => {
    sink.settings[setting] = pairsOf(node, key, sink);
  };
}

function edge(setting: 'banner' | 'footer', node: TemplateNode, key: string, sink: Sink): void {
  const text = pairsOf(node, key, sink)['js'];
  if (text !== undefined) sink.settings[setting] = text;
}

/** `- .png=file` or a map. */
function pairsOf(node: TemplateNode, key: string, sink: Sink): Readonly<Record<string, string>> {
  const found: [string, string][] = [];
  if (node.kind === 'map') {
    for (const entry of node.entries) {
      const value = evaluate(entry.value, sink.scope);
      if (value?.kind === 'scalar') found.push([entry.key.text, value.text]);
      else sink.failures.push(wrong(entry.value, key, 'a map of texts'));
    }
    return Object.fromEntries(found);
  }
  for (const item of texts(node, key, sink)) {
    const at = item.text.indexOf('=');
    if (at > 0) found.push([item.text.slice(0, at), item.text.slice(at + 1)]);
    else sink.failures.push(wrong(item, key, 'a list of `name=value`'));
  }
  return Object.fromEntries(found);
}

function texts(node: TemplateNode, key: string, sink: Sink): readonly ScalarNode[] {
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const value = evaluate(item, sink.scope);
    if (value?.kind === 'scalar') return [value];
    sink.failures.push(wrong(item, key, 'a text or a list of texts'));
    return [];
  });
}

function wrong(node: TemplateNode, key: string, wanted: string): Failure {
  const is = node.kind === 'scalar' ? `\`${node.text.slice(0, 60)}\`` : describeNode(node);
  return failureAt(
    node,
    'NXL-TEMPLATE-BUILD-PROPERTY',
    `${key} in BuildProperties must be ${wanted}, but here it is ${is}.`,
    `Write ${wanted} for ${key}, as esbuild takes it.`,
  );
}

function unknownProperty(key: ScalarNode): Notice {
  const closest = closestName(key.text, Object.keys(PROPERTIES));
  return failureAt(
    key,
    'NXL-TEMPLATE-BUILD-PROPERTY',
    `The build property ${key.text} is not passed on to esbuild here.`,
    closest
      ? `Write ${closest} if that was meant, or remove the property.`
      : 'Remove the property if it is not needed.',
  );
}
