/** A service whose infrastructure another tool makes: what that tool's files say about its functions. */
import type { Failure, Notice } from '../../failure.ts';
import type { FunctionDraft } from '../function-draft.ts';
import type { LayerDraft } from '../layer-resource.ts';
import type { NameExpression, ToolName, UndeployableFunction } from '../service.ts';
import type { ParsedDocument } from '../template-node.ts';
import type { WithheldOption } from './printed-configuration.ts';

/** What makes a folder a service of another tool. */
export interface ToolDefinition {
  readonly name: ToolName;
  readonly document: ParsedDocument;
  /** Why its functions can't be told, where that is so. */
  readonly unknown?: Failure;
  /** Of a configuration that is a program; absent: none. */
  readonly withheld?: readonly WithheldOption[];
}

export interface ToolFunctions {
  readonly drafts: readonly FunctionDraft[];
  readonly layers?: readonly LayerDraft[];
  /** Local files that are part of this definition, workspace-relative. */
  readonly references: readonly string[];
  /** What can't be told of the functions, in place of them. */
  readonly undeployable?: readonly UndeployableFunction[];
  /** The name of the one stack that holds them; undefined: there are several, or it can't be told. */
  readonly stackName?: NameExpression;
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

/** `orders-{environment}`, as plugin options and lambda.config.json write it. Undefined where it holds what only AWS knows. */
export function stackPattern(name: NameExpression | undefined): string | undefined {
  const parts = (name ?? []).map((part) => {
    if (typeof part === 'string') return part;
    return part.ref === 'environment' ? '{environment}' : undefined;
  });
  return name === undefined || parts.includes(undefined) ? undefined : parts.join('');
}
