/** All functions of a template, those of its nested stacks included, as drafts. */
import * as posix from 'node:path/posix';
import type { Failure, Notice } from '../failure.ts';
import { closestName } from '../suggestion.ts';
import { type PublishingResources, versionNotices, withAliases } from './function-aliases.ts';
import type { FunctionDraft } from './function-draft.ts';
import { FUNCTION_TYPES, readFunctionResource } from './function-resource.ts';
import { EMPTY_SCOPE, entriesOf, type Parameter, property, type Scope } from './intrinsics.ts';
import { repeatEntries } from './language-extensions.ts';
import { LAYER_TYPES, type LayerDraft, readLayerResource } from './layer-resource.ts';
import { nameExpression } from './name-expression.ts';
import type { ServiceFiles } from './service-files.ts';
import { addOnce, loopProblems, missingFile, twice, wrongShape } from './template-failures.ts';
import { failureAt, type MapEntry, type TemplateNode, valueOf } from './template-node.ts';
import { workspacePath } from './workspace-path.ts';

export interface TemplateFunctions {
  readonly drafts: readonly FunctionDraft[];
  readonly layers: readonly LayerDraft[];
  /** Local templates and fragments that this one takes in, workspace-relative. */
  readonly references: readonly string[];
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

interface Collector {
  readonly files: ServiceFiles;
  readonly drafts: FunctionDraft[];
  readonly layers: LayerDraft[];
  readonly references: Set<string>;
  readonly failures: Failure[];
  readonly notices: Notice[];
}

const MOST_NESTED = 8;
const MOST_FUNCTIONS = 5000;

/** `overrides`: parameter values of samconfig.toml. */
export function collectFunctions(
  path: string,
  root: TemplateNode,
  overrides: ReadonlyMap<string, TemplateNode>,
  files: ServiceFiles,
): TemplateFunctions {
  const collector: Collector = { files, drafts: [], layers: [], references: new Set(), failures: [], notices: [] };
  const parameters = new Map<string, Parameter>();
  for (const { key, value } of entriesOf(valueOf(root, 'Parameters'), EMPTY_SCOPE)) {
    const assumed = overrides.get(key.text) ?? defaultOf(value);
    const shown = assumed?.kind === 'scalar' ? { assumed: assumed.text } : {};
    parameters.set(key.text, { expression: [{ ref: key.text, ...shown }], ...(assumed ? { assumed } : {}) });
  }
  collect({ path, root, parameters, prefix: '', chain: [path] }, collector);
  return { ...collector, references: [...collector.references] };
}

interface Template {
  readonly path: string;
  readonly root: TemplateNode;
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** `` or `Child/`. */
  readonly prefix: string;
  readonly chain: readonly string[];
}

function collect(template: Template, collector: Collector): void {
  const { root, path, prefix } = template;
  const folder = posix.dirname(path);
  const scope = scopeOf(template, folder, collector);
  const resources = resourcesOf(root, scope);
  if (resources !== undefined && resources.kind !== 'map') {
    collector.failures.push(wrongShape(resources, 'Resources', 'a map of resources'));
    return;
  }
  const seen = new Map<string, MapEntry>();
  const publishing: PublishingResources = { aliases: [], versions: [] };
  const own: string[] = [];
  for (const entry of entriesOf(resources, scope)) {
    const type = property(entry.value, 'Type', scope);
    if (type?.kind !== 'scalar') {
      if (entry.value.kind !== 'map' && !entry.key.text.startsWith('Fn::')) {
        collector.failures.push(wrongShape(entry.value, `The resource ${entry.key.text}`, 'a map with a Type'));
      }
      continue;
    }
    if (collector.drafts.length >= MOST_FUNCTIONS) return;
    if (FUNCTION_TYPES.includes(type.text)) {
      const draft = readFunctionResource(entry, type.text, { root, scope, folder });
      const first = seen.get(entry.key.text);
      if (first) collector.failures.push(twice(entry));
      seen.set(entry.key.text, entry);
      if (!first) {
        own.push(draft.logicalId);
        const layers = draft.layers?.map((id) => prefix + id) ?? [];
        collector.drafts.push({ ...draft, logicalId: prefix + draft.logicalId, layers });
      }
    } else if (LAYER_TYPES.includes(type.text)) {
      const layer = readLayerResource(entry, type.text, { scope, folder });
      if (layer !== undefined) collector.layers.push({ ...layer, logicalId: prefix + layer.logicalId });
    } else if (type.text === 'AWS::Lambda::Alias') {
      publishing.aliases.push(entry);
    } else if (type.text === 'AWS::Lambda::Version') {
      publishing.versions.push(entry);
    } else if (type.text === 'AWS::Serverless::Application' || type.text === 'AWS::CloudFormation::Stack') {
      nested(entry, type.text, template, scope, collector);
    } else if (/^AWS::(Serverless|Lambda)::/.test(type.text)) {
      const closest = closestName(type.text, [...FUNCTION_TYPES, ...KNOWN_TYPES]);
      if (!KNOWN_TYPES.includes(type.text) && closest !== undefined && FUNCTION_TYPES.includes(closest)) {
        collector.notices.push(
          failureAt(
            type,
            'NXL-TEMPLATE-RESOURCE-TYPE',
            `${type.text} is not a type that AWS has.`,
            `Did you mean ${closest}?`,
          ),
        );
      }
    }
  }
  if (publishing.aliases.length + publishing.versions.length === 0) return;
  const drafts = own.flatMap((logicalId) => {
    const at = collector.drafts.findIndex((each) => each.logicalId === prefix + logicalId);
    const draft = collector.drafts[at];
    if (draft === undefined) return [];
    const complete = withAliases(draft, logicalId, publishing, scope);
    collector.drafts[at] = complete;
    return [{ draft: complete, logicalId }];
  });
  collector.notices.push(...versionNotices(drafts, publishing, scope));
}

const KNOWN_TYPES: readonly string[] = [
  ...['Api', 'HttpApi', 'SimpleTable', 'LayerVersion', 'Application', 'StateMachine', 'Connector', 'GraphQLApi'].map(
    (name) => `AWS::Serverless::${name}`,
  ),
  ...['Alias', 'Version', 'Permission', 'Url', 'LayerVersion', 'EventSourceMapping', 'EventInvokeConfig'].map(
    (name) => `AWS::Lambda::${name}`,
  ),
];

/** A top-level `Transform` may itself include a file with Resources. */
function resourcesOf(root: TemplateNode, scope: Scope): TemplateNode | undefined {
  const own = valueOf(root, 'Resources');
  if (own !== undefined) return own;
  const transform = valueOf(root, 'Transform');
  for (const item of transform?.kind === 'list' ? transform.items : transform ? [transform] : []) {
    const location = valueOf(valueOf(item, 'Parameters'), 'Location');
    const included = item.kind === 'map' && location ? scope.include(location) : undefined;
    const resources = valueOf(included, 'Resources');
    if (resources) return resources;
  }
  return undefined;
}

function scopeOf(template: Template, folder: string, collector: Collector): Scope {
  return {
    parameters: template.parameters,
    conditions: valueOf(template.root, 'Conditions'),
    mappings: valueOf(template.root, 'Mappings'),
    ownsStackName: template.prefix === '',
    include: (location) => {
      const path = location.kind === 'scalar' ? localFile(location.text, folder) : undefined;
      if (path === undefined) return undefined;
      collector.references.add(path);
      const document = collector.files.document(path);
      if (document === undefined) {
        addOnce(collector.failures, missingFile(location, path));
        return undefined;
      }
      for (const failure of document.failures) addOnce(collector.failures, failure);
      return document.root;
    },
    repeat: (loop, scope) => repeatEntries(loop, scope, loopProblems(collector.failures, collector.notices)),
  };
}

function nested(entry: MapEntry, type: string, template: Template, scope: Scope, collector: Collector): void {
  const properties = property(entry.value, 'Properties', scope);
  if (properties?.kind !== 'map') return;
  const key = type === 'AWS::CloudFormation::Stack' ? 'TemplateURL' : 'Location';
  const location = assetPath(entry.value, key) ?? property(properties, key, scope);
  const path = location?.kind === 'scalar' ? localFile(location.text, posix.dirname(template.path)) : undefined;
  if (location === undefined || location.kind === 'unknown' || path === undefined) return;
  collector.references.add(path);
  if (template.chain.includes(path) || template.chain.length >= MOST_NESTED) {
    const how = template.chain.includes(path) ? 'contains itself' : 'is nested too deep';
    const names = [...template.chain, path].join(' → ');
    collector.failures.push(
      failureAt(
        location,
        'NXL-TEMPLATE-NESTED',
        `The nested stack ${entry.key.text} ${how}: ${names}.`,
        'Remove one of these links.',
      ),
    );
    return;
  }
  const document = collector.files.document(path);
  if (document === undefined) {
    collector.failures.push(missingFile(location, path));
    return;
  }
  for (const failure of document.failures) addOnce(collector.failures, failure);
  if (document.root === undefined) return;
  const given = property(properties, 'Parameters', scope);
  const parameters = new Map<string, Parameter>();
  for (const { key, value } of entriesOf(valueOf(document.root, 'Parameters'), scope)) {
    const passed =
      given?.kind === 'map' ? entriesOf(given, scope).findLast((each) => each.key.text === key.text) : undefined;
    const assumed = passed ? property(given as TemplateNode, key.text, scope) : defaultOf(value);
    const expression = passed
      ? nameExpression(passed.value, scope)
      : assumed?.kind === 'scalar'
        ? [assumed.text]
        : undefined;
    parameters.set(key.text, {
      ...(assumed && assumed.kind !== 'unknown' ? { assumed } : {}),
      ...(expression ? { expression } : {}),
    });
  }
  const prefix = `${template.prefix}${entry.key.text}/`;
  collect({ path, root: document.root, parameters, prefix, chain: [...template.chain, path] }, collector);
}

/** The CDK notes beside a property which file of its output it uploads for it. */
function assetPath(resource: TemplateNode, key: string): TemplateNode | undefined {
  const metadata = valueOf(resource, 'Metadata');
  const about = valueOf(metadata, 'aws:asset:property');
  return about?.kind === 'scalar' && about.text === key ? valueOf(metadata, 'aws:asset:path') : undefined;
}

/** Undefined for what lies in S3 or behind a URL. */
function localFile(location: string, folder: string): string | undefined {
  return /^[a-z][a-z0-9+.-]+:/i.test(location) ? undefined : workspacePath(folder, location);
}

/** The default of an SSM parameter is a path, not its value. */
function defaultOf(parameter: TemplateNode): TemplateNode | undefined {
  const type = valueOf(parameter, 'Type');
  if (type?.kind === 'scalar' && type.text.startsWith('AWS::SSM::Parameter::Value')) return undefined;
  const value = valueOf(parameter, 'Default');
  return value?.kind === 'scalar' ? value : undefined;
}
