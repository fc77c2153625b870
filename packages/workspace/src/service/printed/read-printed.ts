/**
 * Configurations of the Serverless Framework that are programs, as the framework prints them for us. It is run only
 * when what a configuration was made from changed; running it takes seconds.
 */
import { availableParallelism } from 'node:os';
import { join, posix } from 'node:path';
import {
  type Failure,
  neededOfPrinted,
  type PrintedConfiguration,
  placeAt,
  printedDocument,
  type Result,
  type ServiceFiles,
  type SourceText,
  sourceText,
  success,
  type ToolDefinition,
  valueOf,
} from '@nx-lambda/core';
import { findFramework } from './find-framework.ts';
import { printedFrom } from './printed-from.ts';
import { type PrintedStore, printedStore } from './printed-store.ts';
import { runPrint } from './run-print.ts';

export interface ProgramsRequest {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly files: ServiceFiles;
  /** Absolute; what was printed is remembered below it. Absent: nothing is. */
  readonly cacheFolder?: string;
  /** Variables of the shell. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ReadProgram {
  /** Undefined: it is for another cloud. */
  readonly definition?: ToolDefinition;
  /** Workspace-relative paths, present or not, that it depends on, itself included. */
  readonly paths: readonly string[];
}

/** By path of the configuration. */
export async function readPrograms(
  paths: readonly string[],
  request: ProgramsRequest,
): Promise<ReadonlyMap<string, ReadProgram>> {
  const { cacheFolder } = request;
  const store = printedStore(cacheFolder === undefined ? undefined : join(cacheFolder, 'serverless'));
  const read = new Map<string, ReadProgram>();
  const waiting = [...paths];
  const worker = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      read.set(path, await readProgram(path, request, store));
    }
  };
  await Promise.all(Array.from({ length: Math.min(paths.length, availableParallelism()) }, worker));
  return read;
}

async function readProgram(path: string, request: ProgramsRequest, store: PrintedStore): Promise<ReadProgram> {
  const { workspaceRoot, files, environment } = request;
  const source = sourceText(path, files.text(path) ?? '');
  const unknown = (reason: Failure): ToolDefinition => {
    return { name: 'serverless', document: { source, failures: [] }, unknown: reason };
  };
  const framework = findFramework(workspaceRoot, posix.dirname(path));
  if (framework === undefined) return { definition: unknown(notInstalled(source)), paths: [path] };
  const from = await printedFrom(path, framework, environment, request);
  const known = store.recall(path, from.digest);
  const printed =
    known === undefined ? needed(await runPrint({ workspaceRoot, path, framework, environment })) : success(known);
  if (!printed.ok) return { definition: unknown(printed.failures[0]), paths: from.paths };
  if (known === undefined) store.remember(path, from.digest, printed.value);
  const document = printedDocument(source, printed.value);
  const cloud = valueOf(valueOf(document.root, 'provider'), 'name');
  if (cloud?.kind !== 'scalar' || cloud.text !== 'aws') return { paths: from.paths };
  return { definition: { name: 'serverless', document, withheld: printed.value.withheld }, paths: from.paths };
}

function needed(printed: Result<unknown>): Result<PrintedConfiguration> {
  return printed.ok ? success(neededOfPrinted(printed.value)) : printed;
}

function notInstalled(source: SourceText): Failure {
  return {
    code: 'NXL-TOOL-NOT-INSTALLED',
    message: `The functions of ${source.file} are not known: only the Serverless Framework can read a program, and it is not installed in this workspace.`,
    advice: 'Install it (`npm i -D osls`, or serverless), or declare the functions in a lambda.config.json beside it.',
    place: placeAt(source, 0, 1),
  };
}
