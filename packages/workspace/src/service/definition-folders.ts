/** Sorts definition files by folder and leaves out what is no CloudFormation. */
import { posix } from 'node:path';
import {
  type ParsedDocument,
  placeAt,
  type ServiceFiles,
  sourceText,
  type TemplateNode,
  type ToolDefinition,
  type ToolName,
  valueOf,
} from '@nx-lambda/core';

export interface DefinitionFolder {
  /** Workspace-relative. */
  readonly root: string;
  /** Templates in CloudFormation, the one that counts first. */
  readonly templates: readonly ParsedDocument[];
  /** Of another tool, where there is no template. */
  readonly tool?: ToolDefinition;
  readonly config?: string;
}

export const CONFIG_FILE = 'lambda.config.json';

/** CloudFormation takes 1 MB; what is larger is no template by hand. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * Sorted by folder; folders without a service are left out.
 *
 * @param programs what the configurations that are programs say, by path (see {@link programsIn}).
 */
export function definitionFilesIn(
  paths: readonly string[],
  files: ServiceFiles,
  programs: ReadonlyMap<string, ToolDefinition> = new Map(),
): readonly DefinitionFolder[] {
  const byFolder = filesByFolder(paths);
  return [...byFolder.keys()].sort().flatMap((root): readonly DefinitionFolder[] => {
    const found = (byFolder.get(root) ?? []).sort(byPreference);
    const config = found.find((path) => posix.basename(path) === CONFIG_FILE);
    const others = found.filter((path) => toolOf(path) !== undefined);
    const templates = found.flatMap((path) =>
      path === config || others.includes(path) ? [] : (templateAt(path, files) ?? []),
    );
    const [tool] =
      templates.length > 0 ? [] : others.flatMap((path) => programs.get(path) ?? toolAt(path, files) ?? []);
    if (templates.length === 0 && tool === undefined && config === undefined) return [];
    return [{ root, templates, ...(tool ? { tool } : {}), ...(config === undefined ? {} : { config }) }];
  });
}

/** Configurations that only the Serverless Framework can read, where no other file says what the folder is. */
export function programsIn(paths: readonly string[], files: ServiceFiles): readonly string[] {
  return [...filesByFolder(paths).values()].flatMap((found) => {
    if (found.some((path) => toolOf(path) !== undefined && !isProgram(path))) return [];
    const program = found.sort(byPreference).find((path) => isProgram(path) && configures(files.text(path) ?? ''));
    return program === undefined ? [] : [program];
  });
}

function isProgram(path: string): boolean {
  return /^serverless\.(ts|[cm]?js)$/.test(posix.basename(path));
}

/** Many a source is called serverless.ts; a configuration has a service and a provider. */
function configures(text: string): boolean {
  const named = (key: string) => new RegExp(`(?<![\\w$.])(["']?)${key}\\1\\s*[:,}]`).test(text);
  return (named('service') && named('provider')) || text.includes('@serverless/typescript');
}

function filesByFolder(paths: readonly string[]): ReadonlyMap<string, string[]> {
  const byFolder = new Map<string, string[]>();
  for (const written of new Set(paths)) {
    const path = posix.normalize(written.replaceAll('\\', '/'));
    if (/(^|\/)(node_modules|\.aws-sam|cdk\.out)\//.test(path)) continue;
    const folder = posix.dirname(path);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), path]);
  }
  return byFolder;
}

const EXTENSIONS = ['.yaml', '.yml', '.json', '.ts', '.js', '.mjs', '.cjs'];

function byPreference(left: string, right: string): number {
  const order = (path: string) => EXTENSIONS.indexOf(posix.extname(path));
  return order(left) - order(right) || (left < right ? -1 : 1);
}

function toolOf(path: string): ToolName | undefined {
  const name = posix.basename(path);
  if (name === 'cdk.json') return 'cdk';
  return /^serverless\.(ya?ml|json)$/.test(name) || isProgram(name) ? 'serverless' : undefined;
}

/** Undefined for a file that is none of the tool's, or for another cloud. */
function toolAt(path: string, files: ServiceFiles): ToolDefinition | undefined {
  const name = isProgram(path) ? undefined : toolOf(path);
  const document = name === undefined ? undefined : files.document(path);
  if (name === undefined || document === undefined) return undefined;
  if (name === 'cdk') return { name, document };
  const { root, source } = document;
  if (root === undefined) {
    return /^service\s*:/m.test(source.text) && /^provider\s*:/m.test(source.text) ? { name, document } : undefined;
  }
  const provider = valueOf(root, 'provider');
  const cloud = provider?.kind === 'map' ? valueOf(provider, 'name') : provider;
  const isAws = cloud?.kind === 'scalar' && (cloud.text === 'aws' || cloud.text.includes('${'));
  return isAws && valueOf(root, 'service') !== undefined ? { name, document } : undefined;
}

/** Undefined for a file that is no template, whatever else it may be. */
function templateAt(path: string, files: ServiceFiles): ParsedDocument | undefined {
  const text = files.text(path);
  if (text === undefined || !/\b(Resources|Transform)\b/.test(text) || !text.includes('AWS::')) return undefined;
  if (text.length > MOST_CHARACTERS) return tooLarge(path, text);
  const document = files.document(path);
  if (document === undefined) return undefined;
  if (document.root === undefined) return looksLikeTemplate(text) ? document : undefined;
  return isTemplate(document.root) ? document : undefined;
}

function isTemplate(root: TemplateNode): boolean {
  if (root.kind !== 'map') return false;
  if (valueOf(root, 'AWSTemplateFormatVersion') !== undefined) return true;
  const resources = valueOf(root, 'Resources');
  if (resources?.kind === 'map') {
    return resources.entries.some(({ key, value }) => {
      const type = valueOf(value, 'Type');
      return key.text.startsWith('Fn::') || (type?.kind === 'scalar' && /^(AWS|Custom|Alexa)::/.test(type.text));
    });
  }
  return namesTransform(valueOf(root, 'Transform'));
}

function namesTransform(transform: TemplateNode | undefined): boolean {
  if (transform?.kind === 'list') return transform.items.some(namesTransform);
  const name = transform?.kind === 'map' ? valueOf(transform, 'Name') : transform;
  return name?.kind === 'scalar' && name.text.startsWith('AWS::');
}

/** Of a text that does not parse. */
function looksLikeTemplate(text: string): boolean {
  return (
    /(?:^|[{,])\s*["']?(?:Resources|AWSTemplateFormatVersion|Transform)["']?\s*:/m.test(text) &&
    /Type["']?\s*:\s*["']?AWS::/.test(text)
  );
}

function tooLarge(path: string, text: string): ParsedDocument | undefined {
  if (!looksLikeTemplate(text.slice(0, MOST_CHARACTERS))) return undefined;
  const source = sourceText(path, text.slice(0, 4096));
  const size = (text.length / 1024 / 1024).toFixed(1);
  return {
    source,
    failures: [
      {
        code: 'NXL-TEMPLATE-TOO-LARGE',
        message: `The template has ${size} MB, and CloudFormation takes 1 MB.`,
        advice: 'Split it into nested stacks, or leave generated templates out of the option `templates`.',
        place: placeAt(source, 0, 1),
      },
    ],
  };
}
