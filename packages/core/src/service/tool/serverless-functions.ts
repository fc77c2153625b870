/** The functions of a Serverless Framework configuration, as drafts. Names follow the framework's own rules. */
import * as posix from 'node:path/posix';
import type { Failure, Notice } from '../../failure.ts';
import type { CodeStatement, FunctionDraft, Reading } from '../function-draft.ts';
import { nodeMajor } from '../handler.ts';
import { type Evaluated, unknown } from '../intrinsics.ts';
import { concatenate } from '../name-expression.ts';
import type { FunctionAlias, NameExpression } from '../service.ts';
import type { ServiceFiles } from '../service-files.ts';
import { booleanOf, describeNode, failureAt, type MapEntry, type TemplateNode, valueOf } from '../template-node.ts';
import type { ToolFunctions } from './infrastructure.ts';
import { type ServerlessBundling, serverlessBundling } from './serverless-esbuild.ts';
import {
  resolved,
  resolvedAt,
  resolvedEntries,
  resolvedText,
  type VariableScope,
  variableScope,
} from './serverless-variables.ts';

/** The stage is the feature environment's name. */
const STAGE: NameExpression = [{ ref: 'environment' }];

/** `path`: workspace-relative. */
export function collectServerless(path: string, root: TemplateNode, files: ServiceFiles): ToolFunctions {
  const folder = posix.dirname(path);
  const references = new Set<string>();
  const noting: ServiceFiles = {
    ...files,
    document: (each) => {
      references.add(each);
      return files.document(each);
    },
  };
  const scope = variableScope(root, folder, noting);
  const failures: Failure[] = [];
  const notices: Notice[] = [];
  const context: Context = {
    scope,
    folder,
    provider: resolvedAt(root, 'provider', scope),
    serviceName: serviceName(root, scope),
    packaging: resolvedAt(root, 'package', scope),
    bundling: serverlessBundling(scope),
    notices,
  };
  const stated = resolved(valueOf(root, 'functions'), scope);
  if (stated?.kind === 'unknown') failures.push(unreadable(stated.node, stated.why));
  const drafts = resolvedEntries(valueOf(root, 'functions'), scope).flatMap((entry) => {
    const found = resolved(entry.value, scope);
    if (found === undefined) return [];
    if (found.kind === 'map') return [draftOf(entry, found, context)];
    failures.push(
      found.kind === 'unknown' ? unreadable(found.node, found.why) : wrongType(entry.value, entry.key.text, 'a map'),
    );
    return [];
  });
  patternNotice(context, drafts);
  const stackName = stackNameOf(context);
  if (stackName === undefined) notices.push(unknownStack(root, path));
  return { drafts, references: [...references], ...(stackName ? { stackName } : {}), failures, notices };
}

interface Context {
  readonly scope: VariableScope;
  readonly folder: string;
  readonly provider: Evaluated;
  readonly serviceName: NameExpression | undefined;
  /** The configuration's `package`. */
  readonly packaging: Evaluated;
  readonly bundling: ServerlessBundling;
  readonly notices: Notice[];
}

function draftOf({ key }: MapEntry, node: TemplateNode, context: Context): FunctionDraft {
  const { scope, provider, bundling, folder } = context;
  const failures: Failure[] = [];
  const own = (name: string) => resolvedAt(node, name, scope);
  const inherited = (name: string) => own(name) ?? resolvedAt(provider, name, scope);
  const runtime = textReading(inherited('runtime'), 'runtime', failures);
  const timeout = wholeNumber(inherited('timeout'));
  const memorySize = wholeNumber(inherited('memorySize'));
  const condition = own('condition');
  const name = nameOf(key.text, node, context);
  const aliases = aliasesOf(own);
  return {
    logicalId: key.text,
    node: key,
    ...(condition?.kind === 'scalar' ? { condition: condition.text } : {}),
    runtime,
    handler: textReading(own('handler'), 'handler', failures),
    architecture: textReading(inherited('architecture'), 'architecture', failures),
    ...(timeout === undefined ? {} : { timeout }),
    ...(memorySize === undefined ? {} : { memorySize }),
    ...(aliases === undefined ? {} : { aliases }),
    ...(isOn(own('snapStart')) ? { snapStart: true } : {}),
    code: codeOf(key, node, runtime, context),
    ...(bundling.buildProperties ? { buildProperties: bundling.buildProperties } : {}),
    bundle: bundling.settings,
    ...(name === undefined ? {} : { name }),
    owner: { logicalId: `${normalized(key.text)}LambdaFunction` },
    folder,
    failures,
  };
}

/** The framework's rule: the first letter in upper case, `-` and `_` as words. */
export function normalized(name: string): string {
  const words = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function serviceName(root: TemplateNode, scope: VariableScope): NameExpression | undefined {
  const stated = valueOf(root, 'service');
  const found = resolved(stated, scope);
  return resolvedText(found?.kind === 'map' ? valueOf(found, 'name') : stated, scope);
}

function nameOf(key: string, node: TemplateNode, { scope, serviceName }: Context): NameExpression | undefined {
  const stated = valueOf(node, 'name');
  if (stated !== undefined) return resolvedText(stated, scope);
  return concatenate([serviceName, ['-'], STAGE, [`-${key}`]]);
}

function stackNameOf({ provider, scope, serviceName }: Context): NameExpression | undefined {
  const stated = provider?.kind === 'map' ? valueOf(provider, 'stackName') : undefined;
  return stated === undefined ? concatenate([serviceName, ['-'], STAGE]) : resolvedText(stated, scope);
}

/** The framework publishes versions always, and leads callers to them only through one of these aliases. */
function aliasesOf(own: (name: string) => Evaluated): readonly FunctionAlias[] | undefined {
  const name =
    own('durableConfig') !== undefined
      ? 'durable'
      : isOn(own('provisionedConcurrency'))
        ? 'provisioned'
        : isOn(own('snapStart'))
          ? 'snapstart'
          : undefined;
  return name === undefined ? undefined : [{ name: [name], gradual: false }];
}

function isOn(found: Evaluated): boolean {
  return found?.kind === 'scalar' && booleanOf(found) !== false && found.text !== '0';
}

function codeOf(key: TemplateNode, node: TemplateNode, runtime: Reading<string>, context: Context): CodeStatement {
  const { scope, packaging } = context;
  const image = resolvedAt(node, 'image', scope);
  if (image !== undefined) return { kind: 'image', node: image.kind === 'unknown' ? image.node : image };
  const artifact =
    resolvedAt(resolvedAt(node, 'package', scope), 'artifact', scope) ?? resolvedAt(packaging, 'artifact', scope);
  if (artifact?.kind === 'unknown') return artifact;
  const isNode = runtime === undefined || 'kind' in runtime || nodeMajor(runtime.value) !== undefined;
  if (artifact?.kind === 'scalar') return { kind: 'local', path: artifact.text, node: artifact };
  if (isNode) return { kind: 'local', path: '.', node: valueOf(node, 'handler') ?? key };
  return unknown(key, 'the framework packages the folder of the service, with patterns and plugins of its own');
}

function textReading(found: Evaluated, key: string, failures: Failure[]): Reading<string> {
  if (found === undefined || found.kind === 'unknown') return found;
  if (found.kind === 'scalar') return { value: found.text, node: found };
  failures.push(wrongType(found, key, 'a text'));
  return undefined;
}

function wholeNumber(found: Evaluated): number | undefined {
  return found?.kind === 'scalar' && /^\d+$/.test(found.text) ? Number(found.text) : undefined;
}

function wrongType(node: TemplateNode, key: string, wanted: string): Failure {
  return failureAt(
    node,
    'NXL-TOOL-TYPE',
    `${key} must be ${wanted}, but here it is ${describeNode(node)}.`,
    `Write ${wanted}, as the Serverless Framework takes it.`,
  );
}

function unreadable(node: TemplateNode, why: string): Failure {
  return failureAt(
    node,
    'NXL-TOOL-FUNCTIONS',
    `The functions can't be read before deployment: ${why}.`,
    'Write them into this file or into a YAML or JSON file that it takes in, or declare the service in a lambda.config.json.',
  );
}

function unknownStack(root: TemplateNode, path: string): Notice {
  return failureAt(
    valueOf(valueOf(root, 'provider'), 'stackName') ?? valueOf(root, 'service') ?? root,
    'NXL-TOOL-STACK-NAME',
    `The stack's name in ${path} can't be told before deployment.`,
    'Write `stackName` to lambda.config.json beside it; it may hold {environment}.',
  );
}

/** Bundled functions hold what they import: files that they read at run time must be named. */
function patternNotice({ scope, packaging, notices }: Context, drafts: readonly FunctionDraft[]): void {
  const patterns = resolvedAt(packaging, 'patterns', scope) ?? resolvedAt(packaging, 'include', scope);
  if (patterns?.kind !== 'list') return;
  const added = patterns.items.find((item) => item.kind === 'scalar' && !item.text.startsWith('!'));
  if (added === undefined || !drafts.some(({ code }) => code.kind === 'local' && code.path === '.')) return;
  notices.push(
    failureAt(
      added,
      'NXL-TOOL-PATTERNS',
      'Patterns of `package` are not followed here: a bundle holds what its entry point imports.',
      'Name files that a function reads at run time as `assets` in lambda.config.json.',
    ),
  );
}
