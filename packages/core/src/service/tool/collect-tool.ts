/** What another tool's definition says of a service's functions, whichever tool it is. */
import * as posix from 'node:path/posix';
import type { Failure } from '../../failure.ts';
import type { FunctionSettings } from '../function-config.ts';
import type { ServiceFiles } from '../service-files.ts';
import { placeAt } from '../template-node.ts';
import { collectCdk } from './cdk-functions.ts';
import type { ToolDefinition, ToolFunctions } from './infrastructure.ts';
import { collectServerless } from './serverless-functions.ts';

export function collectTool({ name, document, unknown }: ToolDefinition, files: ServiceFiles): ToolFunctions {
  const nothing = { drafts: [], references: [], failures: document.failures, notices: [] };
  if (unknown !== undefined) {
    const logicalId = posix.basename(document.source.file);
    return { ...nothing, undeployable: [{ logicalId, reason: unknown }] };
  }
  if (name === 'cdk') return collectCdk(document, files);
  return document.root === undefined ? nothing : collectServerless(document.source.file, document.root, files);
}

/** `defaults`: of lambda.config.json, which may say what was withheld. */
export function withheldFailures(
  { document, withheld = [] }: ToolDefinition,
  defaults: FunctionSettings | undefined,
): readonly Failure[] {
  const { source } = document;
  return withheld
    .filter((option) => defaults?.bundle[option] === undefined)
    .map((option) => ({
      code: 'NXL-TOOL-WITHHELD',
      message: `${source.file} sets esbuild's \`${option}\`, which is not read from what a program prints, because it may hold secrets.`,
      advice: `Write \`${option}\` to \`defaults\` in a lambda.config.json beside it.`,
      place: placeAt(source, 0, 1),
    }));
}
