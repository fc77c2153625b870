/** A function as its template states it, before files are looked at and lambda.config.json has its say. */
import type { Failure } from '../failure.ts';
import type { BundleSettings } from './bundle-settings.ts';
import type { UnknownValue } from './intrinsics.ts';
import type { FunctionAlias, NameExpression, ResourceAddress } from './service.ts';
import type { ScalarNode, TemplateNode } from './template-node.ts';

export interface Stated<T> {
  readonly value: T;
  readonly node: TemplateNode;
}

/** Undefined: not stated. */
export type Reading<T> = Stated<T> | UnknownValue | undefined;

export interface FunctionDraft {
  readonly logicalId: string;
  /** The resource's name where it is declared. */
  readonly node: ScalarNode;
  readonly condition?: string;
  readonly runtime: Reading<string>;
  readonly handler: Reading<string>;
  readonly architecture: Reading<string>;
  readonly timeout?: number;
  readonly memorySize?: number;
  /** Aliases of versions that the stack publishes. */
  readonly aliases?: readonly FunctionAlias[];
  readonly snapStart?: boolean;
  readonly code: CodeStatement;
  /** Workspace-relative source, where the definition names it itself. */
  readonly entryPoint?: Stated<string>;
  /** Workspace-relative folder that is packaged as it is, where the definition names it itself. */
  readonly directory?: Stated<string>;
  /** SAM's `Metadata.BuildMethod`. */
  readonly buildMethod?: Stated<string>;
  readonly buildProperties?: TemplateNode;
  /** Bundling that is said elsewhere than in `buildProperties`. */
  readonly bundle?: BundleSettings;
  readonly name?: NameExpression;
  /** Where it lies in a stack, where its logical id here is not the stack's. */
  readonly owner?: ResourceAddress;
  /** Logical ids, within its own template, of the resources that its Layers refer to. */
  readonly layers?: readonly string[];
  /** Workspace-relative folder of the template that declares it. */
  readonly folder: string;
  readonly failures: readonly Failure[];
}

export type CodeStatement =
  /** A path as written, relative to the template's folder or the base directory. */
  | { readonly kind: 'local'; readonly path: string; readonly node: TemplateNode }
  | { readonly kind: 'inline'; readonly node: TemplateNode }
  | { readonly kind: 'image'; readonly node: TemplateNode }
  /** In S3 or elsewhere, already uploaded by someone else. */
  | { readonly kind: 'remote'; readonly location: string; readonly node: TemplateNode }
  | UnknownValue
  /** Not stated at all; SAM then takes the template's folder, AWS::Lambda::Function has no code. */
  | { readonly kind: 'absent'; readonly assumed?: string };
