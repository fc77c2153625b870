/** What is known when a function's code is looked for. */
import type { Failure, Notice } from '../failure.ts';
import type { FunctionConfig, FunctionSettings } from './function-config.ts';
import type { CodeStatement, FunctionDraft, Stated } from './function-draft.ts';
import type { Scope } from './intrinsics.ts';
import type { ServiceFiles } from './service-files.ts';

export interface SourceContext {
  readonly files: ServiceFiles;
  readonly providedPackages: readonly string[];
  /** For values inside Metadata, where only plain values are of use. */
  readonly scope: Scope;
  readonly defaults: FunctionSettings;
  /** Workspace-relative folder that CodeUri starts from instead of the template's. */
  readonly baseDir?: string;
}

export interface SourceFacts {
  readonly draft: FunctionDraft;
  readonly config: FunctionConfig | undefined;
  readonly context: SourceContext;
  readonly runtime: Stated<string>;
  readonly handler: Stated<string>;
  readonly code: CodeStatement;
  /** Workspace-relative. */
  readonly codePath: string;
  readonly failures: Failure[];
  readonly notices: Notice[];
}

export function isArchive(path: string): boolean {
  return /\.(zip|jar|war)$/i.test(path);
}

export type EntryPointAnswer =
  | { readonly ok: true; readonly path: string; readonly output: string }
  | { readonly ok: false; readonly failure: Failure };
