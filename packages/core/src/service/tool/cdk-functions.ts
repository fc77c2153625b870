/**
 * The functions of a CDK app, from the cloud assembly that `cdk synth` wrote. A function is called by its construct path
 * within its stack. The assembly holds bundled code only, so its source is said in metadata or lambda.config.json.
 */
import * as posix from 'node:path/posix';
import type { Failure, Notice } from '../../failure.ts';
import { ENVIRONMENT_TAG } from '../environment-tag.ts';
import type { FunctionDraft } from '../function-draft.ts';
import { EMPTY_SCOPE, entriesOf } from '../intrinsics.ts';
import type { NameExpression } from '../service.ts';
import type { ServiceFiles } from '../service-files.ts';
import { collectFunctions } from '../template-functions.ts';
import { failureAt, type ParsedDocument, placeAt, type TemplateNode, valueOf } from '../template-node.ts';
import { workspacePath } from '../workspace-path.ts';
import { openName } from './environment-pattern.ts';
import { stackPattern, type ToolFunctions } from './infrastructure.ts';

/** Metadata of the function's CloudFormation resource: a path relative to the folder of cdk.json. */
export const ENTRY_POINT_METADATA = 'nx-lambda:entry-point';
export const DIRECTORY_METADATA = 'nx-lambda:directory';

/** `app`: cdk.json. */
export function collectCdk(app: ParsedDocument, files: ServiceFiles): ToolFunctions {
  const folder = posix.dirname(app.source.file);
  const written = valueOf(app.root, 'output');
  const output = workspacePath(folder, written?.kind === 'scalar' ? written.text : 'cdk.out');
  const failures: Failure[] = [...app.failures];
  const notices: Notice[] = [];
  const manifest = output === undefined ? undefined : files.document(posix.join(output, 'manifest.json'));
  if (output === undefined || manifest?.root === undefined) {
    const reason = notSynthesized(app, output ?? 'cdk.out');
    return { drafts: [], references: [], undeployable: [{ logicalId: 'cdk.out', reason }], failures, notices };
  }
  const stacks = assembledStacks(manifest.root, output, files);
  const read = stacks.map((stack) => {
    const document = files.document(stack.template);
    failures.push(...(document?.failures ?? []));
    if (document?.root === undefined) return { stack, drafts: [], references: [stack.template] };
    const collected = collectFunctions(stack.template, document.root, new Map(), files);
    failures.push(...collected.failures);
    notices.push(...collected.notices);
    const drafts = collected.drafts.flatMap((draft) => toolDraft(draft, stack, folder, files) ?? []);
    return { stack, drafts, references: [stack.template, ...collected.references] };
  });
  const drafts = distinct(read);
  const holding = read.filter((each) => each.drafts.length > 0);
  const [only] = holding;
  return {
    drafts,
    references: read.flatMap(({ references }) => references),
    ...(only !== undefined && holding.length === 1 ? { stackName: only.stack.name } : {}),
    failures,
    notices,
  };
}

interface AssembledStack {
  /** The artifact's id, with which construct paths begin. */
  readonly id: string;
  readonly name: NameExpression;
  /** Workspace-relative. */
  readonly template: string;
  /** For which it was synthesized, as the stack's tag says. */
  readonly environment?: string;
}

/** Stages put assemblies into folders of their own. */
function assembledStacks(
  manifest: TemplateNode,
  folder: string,
  files: ServiceFiles,
  depth = 0,
): readonly AssembledStack[] {
  return entriesOf(valueOf(manifest, 'artifacts'), EMPTY_SCOPE).flatMap(({ key, value }) => {
    const type = textAt(value, 'type');
    const properties = valueOf(value, 'properties');
    if (type === 'cdk:cloud-assembly' && depth < 8) {
      const inner = posix.join(folder, textAt(properties, 'directoryName') ?? '');
      const nested = files.document(posix.join(inner, 'manifest.json'))?.root;
      return nested === undefined ? [] : assembledStacks(nested, inner, files, depth + 1);
    }
    const template = textAt(properties, 'templateFile');
    if (type !== 'aws:cloudformation:stack' || template === undefined) return [];
    const environment = textAt(valueOf(properties, 'tags'), ENVIRONMENT_TAG);
    return [
      {
        id: (textAt(value, 'displayName') ?? key.text).replace(/ \(.*\)$/, ''),
        name: openName(textAt(properties, 'stackName') ?? key.text, environment),
        template: posix.join(folder, template),
        ...(environment === undefined ? {} : { environment }),
      },
    ];
  });
}

/** Undefined: the function is one of the CDK's own, behind custom resources. */
function toolDraft(
  draft: FunctionDraft,
  stack: AssembledStack,
  folder: string,
  files: ServiceFiles,
): FunctionDraft | undefined {
  const metadata = metadataOf(draft, files);
  const path = textAt(metadata, 'aws:cdk:path');
  if (path === undefined || isOwnOfCdk(path)) return undefined;
  const stackName = stackPattern(stack.name);
  const [literal] = draft.name?.length === 1 ? draft.name : [];
  return {
    ...draft,
    logicalId: path.startsWith(`${stack.id}/`) ? constructOf(path.slice(stack.id.length + 1)) : constructOf(path),
    owner: { ...(stackName === undefined ? {} : { stackName }), logicalId: draft.logicalId },
    ...(typeof literal === 'string' ? { name: openName(literal, stack.environment) } : {}),
    ...sourceOf(metadata, draft, folder),
    folder,
  };
}

function metadataOf(draft: FunctionDraft, files: ServiceFiles): TemplateNode | undefined {
  const document = files.document(draft.node.source.file);
  const own = draft.logicalId.split('/').at(-1) ?? '';
  return valueOf(valueOf(valueOf(document?.root, 'Resources'), own), 'Metadata');
}

/** `Api/Resource` is the resource of the construct `Api`. */
function constructOf(path: string): string {
  return path.replace(/\/Resource$/, '');
}

/** Providers of custom resources, log retention and the like: singletons named with a digest or a `Custom::` type. */
function isOwnOfCdk(path: string): boolean {
  return (
    path.split('/').some((part) => part.startsWith('Custom::') || /[0-9a-f]{32}$/.test(part)) ||
    /\/(framework-(onEvent|isComplete|onTimeout)|BucketNotificationsHandler[0-9a-f]+)\//.test(path)
  );
}

function sourceOf(
  metadata: TemplateNode | undefined,
  draft: FunctionDraft,
  folder: string,
): Pick<FunctionDraft, 'code' | 'entryPoint' | 'directory'> {
  const stated = (key: string) => {
    const node = valueOf(metadata, key);
    const path = node?.kind === 'scalar' ? workspacePath(folder, node.text) : undefined;
    return node === undefined || path === undefined ? undefined : { value: path, node };
  };
  const entryPoint = stated(ENTRY_POINT_METADATA);
  if (entryPoint) return { code: draft.code, entryPoint };
  const directory = stated(DIRECTORY_METADATA);
  if (directory) return { code: draft.code, directory };
  if (draft.code.kind !== 'remote') return { code: draft.code };
  return {
    code: {
      kind: 'unknown',
      node: draft.node,
      why: 'cdk.out has the bundled code, and not the source that it was made of',
    },
  };
}

/** Two stacks may hold constructs of the same path: those get their stack's id before it. */
function distinct(
  read: readonly { readonly stack: AssembledStack; readonly drafts: readonly FunctionDraft[] }[],
): readonly FunctionDraft[] {
  const count = new Map<string, number>();
  for (const { logicalId } of read.flatMap(({ drafts }) => drafts))
    count.set(logicalId, (count.get(logicalId) ?? 0) + 1);
  return read.flatMap(({ stack, drafts }) =>
    drafts.map((draft) => {
      return (count.get(draft.logicalId) ?? 0) > 1 ? { ...draft, logicalId: `${stack.id}/${draft.logicalId}` } : draft;
    }),
  );
}

function textAt(node: TemplateNode | undefined, key: string): string | undefined {
  const value = valueOf(node, key);
  return value?.kind === 'scalar' ? value.text : undefined;
}

function notSynthesized(app: ParsedDocument, output: string): Failure {
  const message = `There is no ${posix.join(output, 'manifest.json')}, so the functions of this CDK app are not known.`;
  const advice = 'Run `npx cdk synth` in this folder, also in CI before Nx is called.';
  return app.root === undefined
    ? { code: 'NXL-TOOL-SYNTH', message, advice, place: placeAt(app.source, 0, 1) }
    : failureAt(app.root, 'NXL-TOOL-SYNTH', message, advice);
}
