/** One function resource of a template → a draft. Wrong types are failures; what only AWS knows stays unknown. */
import type { Failure } from '../failure.ts';
import { autoPublishAlias, usesSnapStart } from './function-aliases.ts';
import type { CodeStatement, FunctionDraft, Reading } from './function-draft.ts';
import { withGlobals } from './globals.ts';
import { type Evaluated, evaluate, property, type Scope } from './intrinsics.ts';
import { layerReferences } from './layer-resource.ts';
import { nameExpression } from './name-expression.ts';
import type { NameExpression } from './service.ts';
import { describeNode, failureAt, type MapEntry, type TemplateNode, valueOf } from './template-node.ts';

export const FUNCTION_TYPES: readonly string[] = ['AWS::Serverless::Function', 'AWS::Lambda::Function'];

export interface ResourceContext {
  readonly root: TemplateNode;
  readonly scope: Scope;
  /** Workspace-relative folder of the template. */
  readonly folder: string;
}

export function readFunctionResource(entry: MapEntry, type: string, context: ResourceContext): FunctionDraft {
  const { scope } = context;
  const failures: Failure[] = [];
  const resource = entry.value;
  const properties = property(resource, 'Properties', scope);
  if (properties !== undefined && properties.kind !== 'map' && properties.kind !== 'unknown') {
    failures.push(wrongType(properties, 'Properties', 'a map'));
  }
  const stated = withGlobals(type, properties?.kind === 'map' ? properties : undefined, context.root, scope);
  const raw = (key: string) => stated.findLast((each) => each.key.text === key)?.value;
  const value = (key: string) => evaluate(raw(key), scope);
  const text = (key: string) => textReading(value(key), key, failures);
  const name = raw('FunctionName');
  const expression = name && checkedName(name, scope, failures);
  const metadata = property(resource, 'Metadata', scope);
  const method = metadata?.kind === 'map' ? property(metadata, 'BuildMethod', scope) : undefined;
  const buildProperties = metadata?.kind === 'map' ? property(metadata, 'BuildProperties', scope) : undefined;
  if (buildProperties !== undefined && buildProperties.kind !== 'map' && buildProperties.kind !== 'unknown') {
    failures.push(wrongType(buildProperties, 'BuildProperties', 'a map'));
  }
  const condition = valueOf(resource, 'Condition');
  const alias = type === 'AWS::Serverless::Function' ? autoPublishAlias(raw, scope) : undefined;
  const timeout = numberOf(value('Timeout'), 'Timeout', failures);
  const memorySize = numberOf(value('MemorySize'), 'MemorySize', failures);
  return {
    logicalId: entry.key.text,
    node: entry.key,
    ...(condition?.kind === 'scalar' ? { condition: condition.text } : {}),
    runtime: text('Runtime'),
    handler: text('Handler'),
    architecture: architectureReading(value('Architectures'), scope, failures),
    ...(timeout === undefined ? {} : { timeout }),
    ...(memorySize === undefined ? {} : { memorySize }),
    ...(alias === undefined ? {} : { aliases: [alias] }),
    ...(usesSnapStart(value('SnapStart'), scope) ? { snapStart: true } : {}),
    code: codeStatement(type, value, scope, failures),
    ...(method?.kind === 'scalar' ? { buildMethod: { value: method.text, node: method } } : {}),
    ...(buildProperties?.kind === 'map' ? { buildProperties } : {}),
    ...(expression ? { name: expression } : {}),
    layers: layerReferences(type, properties?.kind === 'map' ? properties : undefined, context),
    folder: context.folder,
    failures,
  };
}

function textReading(found: Evaluated, key: string, failures: Failure[]): Reading<string> {
  if (found === undefined || found.kind === 'unknown') return found;
  if (found.kind === 'scalar') return { value: found.text, node: found };
  failures.push(wrongType(found, key, 'a text'));
  return undefined;
}

function numberOf(found: Evaluated, key: string, failures: Failure[]): number | undefined {
  if (found === undefined || found.kind === 'unknown') return undefined;
  const number = found.kind === 'scalar' && /^\d+$/.test(found.text) ? Number(found.text) : undefined;
  if (number === undefined) failures.push(wrongType(found, key, 'a whole number'));
  return number;
}

function checkedName(node: TemplateNode, scope: Scope, failures: Failure[]): NameExpression | undefined {
  if (node.kind === 'list') failures.push(wrongType(node, 'FunctionName', 'a text'));
  const value = evaluate(node, scope);
  return value === undefined ? undefined : nameExpression(node, scope);
}

function architectureReading(found: Evaluated, scope: Scope, failures: Failure[]): Reading<string> {
  if (found === undefined || found.kind === 'unknown') return found;
  const item = found.kind === 'list' ? evaluate(found.items[0], scope) : undefined;
  if (found.kind !== 'list') {
    failures.push(wrongType(found, 'Architectures', 'a list of one value'));
    return undefined;
  }
  return textReading(item, 'Architectures', failures);
}

function codeStatement(
  type: string,
  value: (key: string) => Evaluated,
  scope: Scope,
  failures: Failure[],
): CodeStatement {
  const packageType = value('PackageType');
  const image = value('ImageUri');
  if (image !== undefined) return { kind: 'image', node: nodeOf(image) };
  if (packageType?.kind === 'scalar' && packageType.text === 'Image') return { kind: 'image', node: packageType };
  const inline = value('InlineCode');
  if (inline !== undefined) return { kind: 'inline', node: nodeOf(inline) };
  const key = type === 'AWS::Serverless::Function' ? 'CodeUri' : 'Code';
  const code = value(key);
  if (code === undefined) return key === 'CodeUri' ? { kind: 'absent', assumed: '.' } : { kind: 'absent' };
  if (code.kind === 'unknown') return code;
  if (code.kind === 'scalar') {
    if (/^[a-z][a-z0-9+.-]+:\/\//i.test(code.text)) return { kind: 'remote', location: code.text, node: code };
    return { kind: 'local', path: code.text, node: code };
  }
  if (code.kind === 'list') {
    failures.push(wrongType(code, key, 'a path or a map'));
    return { kind: 'absent' };
  }
  return codeMap(code, key, scope, failures);
}

function codeMap(code: TemplateNode, key: string, scope: Scope, failures: Failure[]): CodeStatement {
  const zip = property(code, 'ZipFile', scope);
  if (zip !== undefined) return { kind: 'inline', node: nodeOf(zip) };
  if (property(code, 'ImageUri', scope) !== undefined) return { kind: 'image', node: code };
  const bucket = property(code, 'S3Bucket', scope) ?? property(code, 'Bucket', scope);
  const object = property(code, 'S3Key', scope) ?? property(code, 'Key', scope);
  if (bucket !== undefined || object !== undefined) {
    const shown = [bucket, object].map((part) => (part?.kind === 'scalar' ? part.text : '…'));
    return { kind: 'remote', location: `s3://${shown.join('/')}`, node: code };
  }
  failures.push(
    failureAt(
      code,
      'NXL-TEMPLATE-TYPE',
      `${key} is a map that names neither an S3 object nor code.`,
      `Write the folder of the code as ${key}, for example \`${key}: src/\`.`,
    ),
  );
  return { kind: 'absent' };
}

function nodeOf(found: Exclude<Evaluated, undefined>): TemplateNode {
  return found.kind === 'unknown' ? found.node : found;
}

function wrongType(node: TemplateNode, key: string, wanted: string): Failure {
  return failureAt(
    node,
    'NXL-TEMPLATE-TYPE',
    `${key} must be ${wanted}, but here it is ${node.kind === 'scalar' ? `\`${node.text.slice(0, 60)}\`` : describeNode(node)}.`,
    `Write ${wanted} for ${key}, as the CloudFormation reference says.`,
  );
}
