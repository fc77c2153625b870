/**
 * Where a template names files of this machine. CloudFormation reads none of them: each is uploaded, and the template
 * that is sent points at the object. The table is that of `aws cloudformation package` (its documentation lists the
 * properties), with the local forms of AWS SAM's resources.
 */
import * as posix from 'node:path/posix';
import type { Failure } from '../failure.ts';
import { entriesOf, evaluate, property, type Scope } from '../service/intrinsics.ts';
import { failureAt, type MapEntry, type MapNode, type TemplateNode, valueOf } from '../service/template-node.ts';
import { workspacePath } from '../service/workspace-path.ts';

/** How a property names an object: `s3://bucket/key`, an https address, or a map with these keys. */
export type LocationForm =
  | { readonly kind: 's3-uri' }
  | { readonly kind: 'https' }
  | { readonly kind: 'map'; readonly bucket: string; readonly key: string };

/** What is uploaded in the file's place. */
export type LocalContentKind = 'function' | 'layer' | 'template' | 'file';

interface LocalProperty {
  readonly type: string;
  /** Names from the outside in. */
  readonly path: readonly string[];
  readonly form: LocationForm;
  readonly content: LocalContentKind;
}

const S3_URI: LocationForm = { kind: 's3-uri' };
const HTTPS: LocationForm = { kind: 'https' };
const S3_MAP: LocationForm = { kind: 'map', bucket: 'S3Bucket', key: 'S3Key' };
const SHORT_MAP: LocationForm = { kind: 'map', bucket: 'Bucket', key: 'Key' };

function row(type: string, path: string, form: LocationForm, content: LocalContentKind = 'file'): LocalProperty {
  return { type: `AWS::${type}`, path: path.split('.'), form, content };
}

export const LOCAL_PROPERTIES: readonly LocalProperty[] = [
  row('Lambda::Function', 'Code', S3_MAP, 'function'),
  row('Serverless::Function', 'CodeUri', SHORT_MAP, 'function'),
  row('Lambda::LayerVersion', 'Content', S3_MAP, 'layer'),
  row('Serverless::LayerVersion', 'ContentUri', SHORT_MAP, 'layer'),
  row('CloudFormation::Stack', 'TemplateURL', HTTPS, 'template'),
  row('Serverless::Application', 'Location', HTTPS, 'template'),
  row('ApiGateway::RestApi', 'BodyS3Location', SHORT_MAP),
  row('ApiGatewayV2::Api', 'BodyS3Location', SHORT_MAP),
  row('Serverless::Api', 'DefinitionUri', SHORT_MAP),
  row('Serverless::HttpApi', 'DefinitionUri', SHORT_MAP),
  row('StepFunctions::StateMachine', 'DefinitionS3Location', SHORT_MAP),
  row('Serverless::StateMachine', 'DefinitionUri', SHORT_MAP),
  row('AppSync::GraphQLSchema', 'DefinitionS3Location', S3_URI),
  row('AppSync::Resolver', 'RequestMappingTemplateS3Location', S3_URI),
  row('AppSync::Resolver', 'ResponseMappingTemplateS3Location', S3_URI),
  row('AppSync::Resolver', 'CodeS3Location', S3_URI),
  row('AppSync::FunctionConfiguration', 'RequestMappingTemplateS3Location', S3_URI),
  row('AppSync::FunctionConfiguration', 'ResponseMappingTemplateS3Location', S3_URI),
  row('AppSync::FunctionConfiguration', 'CodeS3Location', S3_URI),
  row('Serverless::GraphQLApi', 'SchemaUri', S3_URI),
  row('ElasticBeanstalk::ApplicationVersion', 'SourceBundle', S3_MAP),
  row('Glue::Job', 'Command.ScriptLocation', S3_URI),
];

export interface LocalReference {
  readonly logicalId: string;
  readonly type: string;
  /** For messages, e.g. `Command.ScriptLocation`. */
  readonly property: string;
  readonly content: LocalContentKind;
  readonly form: LocationForm;
  /** Workspace-relative file or folder; absent for what the build makes. */
  readonly path?: string;
  /** The value that is replaced; absent: the property is added to `properties`. */
  readonly value?: TemplateNode;
  readonly properties: MapNode;
  readonly name: string;
}

export interface LocalContent {
  readonly references: readonly LocalReference[];
  readonly failures: readonly Failure[];
}

/**
 * `isBuilt` tells whether the build makes the code of the function, or the content of the layer, of this logical id; its
 * property is set whatever the template says, also where Globals say it or nothing does.
 */
export function localContent(
  root: TemplateNode,
  file: string,
  scope: Scope,
  isBuilt: (logicalId: string) => boolean,
): LocalContent {
  const folder = posix.dirname(file);
  const references: LocalReference[] = [];
  const failures: Failure[] = [];
  for (const entry of entriesOf(valueOf(root, 'Resources'), scope)) {
    const type = property(entry.value, 'Type', scope);
    if (type?.kind !== 'scalar') continue;
    for (const local of LOCAL_PROPERTIES) {
      if (local.type !== type.text) continue;
      const found = referenceOf(entry, local, { folder, scope, isBuilt, failures });
      if (found !== undefined) references.push(found);
    }
  }
  return { references, failures };
}

interface Search {
  readonly folder: string;
  readonly scope: Scope;
  readonly isBuilt: (logicalId: string) => boolean;
  readonly failures: Failure[];
}

function referenceOf(entry: MapEntry, local: LocalProperty, search: Search): LocalReference | undefined {
  const { scope } = search;
  const outer = local.path.slice(0, -1);
  const name = local.path.at(-1) ?? '';
  let properties: TemplateNode | undefined = valueOf(entry.value, 'Properties');
  for (const step of outer) properties = valueOf(properties, step);
  if (properties?.kind !== 'map') return undefined;
  const common = {
    logicalId: entry.key.text,
    type: local.type,
    property: local.path.join('.'),
    content: local.content,
    form: local.form,
    properties,
    name,
  };
  const value = entriesOf(properties, scope).findLast((each) => each.key.text === name)?.value;
  if ((local.content === 'function' || local.content === 'layer') && search.isBuilt(entry.key.text)) {
    return { ...common, ...(value ? { value } : {}) };
  }
  const written = evaluate(value, scope);
  if (value === undefined || written?.kind !== 'scalar' || isElsewhere(written.text)) return undefined;
  const path = workspacePath(search.folder, written.text);
  if (path === undefined) {
    search.failures.push(
      failureAt(
        written,
        'NXL-PROVISION-PATH',
        `${common.property} of ${entry.key.text} leaves the workspace: ${written.text}.`,
        'Name a file or folder inside the workspace, relative to the template.',
      ),
    );
    return undefined;
  }
  return { ...common, value, path };
}

/** Anything with a scheme (`s3://`, `https://`), and ARNs. */
function isElsewhere(text: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(text);
}
