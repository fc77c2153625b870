/** One folder's template and lambda.config.json → a service, all but its name. */
import * as posix from 'node:path/posix';
import type { Failure, Notice } from '../failure.ts';
import { closestName } from '../suggestion.ts';
import { type FunctionConfig, readServiceConfig, type ServiceConfig } from './function-config.ts';
import type { FunctionDraft, Stated } from './function-draft.ts';
import { type Settled, settleFunction } from './function-source.ts';
import { EMPTY_SCOPE } from './intrinsics.ts';
import { type LayerDraft, settleLayer } from './layer-resource.ts';
import { readSamConfig, type SamConfig } from './samconfig.ts';
import type { LambdaFunction, LambdaLayer, NeededService, Service } from './service.ts';
import type { ServiceFiles } from './service-files.ts';
import type { SourceContext } from './source-facts.ts';
import { collectFunctions } from './template-functions.ts';
import { failureAt, type ParsedDocument, placeOf } from './template-node.ts';
import { collectTool, withheldFailures } from './tool/collect-tool.ts';
import { stackPattern, type ToolDefinition } from './tool/infrastructure.ts';
import { foldersUpward, workspacePath } from './workspace-path.ts';

export interface ServiceRequest {
  /** The service's folder, workspace-relative. */
  readonly root: string;
  /** The template, already parsed. */
  readonly template?: ParsedDocument;
  /** The definition of another tool, already parsed, where there is no template. */
  readonly tool?: ToolDefinition;
  /** Workspace-relative path of lambda.config.json. */
  readonly config?: string;
  readonly providedPackages: readonly string[];
  readonly files: ServiceFiles;
}

export interface ServiceReading {
  readonly service: Omit<Service, 'name' | 'definitionFiles'>;
  /** The name that lambda.config.json gives. */
  readonly configuredName?: Stated<string>;
  /** Other templates that this one takes in. */
  readonly references: readonly string[];
}

export function interpretService(request: ServiceRequest): ServiceReading {
  const { root, files, template, tool } = request;
  const failures: Failure[] = [...(template?.failures ?? [])];
  const notices: Notice[] = [];
  const configDocument = request.config === undefined ? undefined : files.document(request.config);
  const config = configDocument && readServiceConfig(configDocument, root);
  failures.push(...(config?.failures ?? []));
  const sam = template ? samConfig(root, files, notices) : undefined;
  const collected =
    template?.root && collectFunctions(template.source.file, template.root, sam?.parameters ?? new Map(), files);
  failures.push(...(collected?.failures ?? []));
  notices.push(...(collected?.notices ?? []));
  const other = tool && collectTool(tool, files);
  failures.push(...(other?.failures ?? []));
  notices.push(...(other?.notices ?? []));
  failures.push(...(tool ? withheldFailures(tool, config?.defaults) : []));
  const declared = [...(collected?.drafts ?? []), ...(other?.drafts ?? [])];
  const unknown = other?.undeployable?.[0]?.reason;
  const configured = unknown === undefined ? config : namedFunctions(config, unknown, failures);
  if (unknown !== undefined && !failures.includes(unknown)) notices.push(unknown);
  const hasDefinition = template !== undefined || tool !== undefined;
  const drafts = [...declared, ...configuredDrafts(configured, declared, hasDefinition, root, failures)];
  const settled = settleAll(drafts, config, baseDirOf(config, sam, root), request, notices);
  for (const each of settled) {
    failures.push(...each.failures);
    notices.push(...each.notices);
  }
  const layers = settleLayers(collected?.layers ?? [], baseDirOf(config, sam, root)?.path, files, notices);
  const stackName = config?.stackName ?? sam?.stackName ?? stackPattern(other?.stackName);
  return {
    service: {
      root,
      ...(template ? { template: template.source.file } : {}),
      ...(tool ? { tool: { name: tool.name, file: tool.document.source.file } } : {}),
      ...(request.config === undefined ? {} : { config: request.config }),
      ...(stackName === undefined ? {} : { stackName }),
      ...(config?.dependsOn ? { dependsOn: config.dependsOn.map(neededService) } : {}),
      ...(config?.sharedStacks ? { sharedStacks: config.sharedStacks } : {}),
      ...(sam === undefined || sam.parameters.size === 0 ? {} : { samParameters: samValues(sam) }),
      functions: settled.flatMap((each) => each.function ?? []).map((fn) => withOwnLayers(fn, layers)),
      undeployable: [...(other?.undeployable ?? []), ...settled.flatMap((each) => each.undeployable ?? [])],
      ...(layers.length > 0 && { layers }),
      events: eventNames(root, files),
      failures: unique(failures),
      notices: unique(notices),
    },
    ...(config?.name ? { configuredName: config.name } : {}),
    references: [...(collected?.references ?? []), ...(other?.references ?? [])],
  };
}

function neededService({ value, node }: Stated<string>): NeededService {
  return { name: value, place: placeOf(node) };
}

function samValues({ parameters }: SamConfig): Readonly<Record<string, string>> {
  const texts = [...parameters].flatMap(([name, node]) => (node.kind === 'scalar' ? [[name, node.text] as const] : []));
  return Object.fromEntries(texts);
}

function settleLayers(
  drafts: readonly LayerDraft[],
  baseDir: string | undefined,
  files: ServiceFiles,
  notices: Notice[],
): readonly LambdaLayer[] {
  return drafts.flatMap((draft) => {
    const settled = settleLayer(draft, baseDir, files);
    if ('layer' in settled) return settled.layer;
    notices.push(settled.notice);
    return [];
  });
}

/** What a function's Layers refer to besides is AWS's or the stack's. */
function withOwnLayers({ layers, ...fn }: LambdaFunction, own: readonly LambdaLayer[]): LambdaFunction {
  const used = [...new Set(layers)].filter((id) => own.some(({ logicalId }) => logicalId === id));
  return used.length === 0 ? fn : { ...fn, layers: used };
}

function eventNames(root: string, files: ServiceFiles): readonly string[] {
  const names = files.list(posix.join(root, 'events')).filter((name) => name.endsWith('.json'));
  return names.map((name) => name.slice(0, -'.json'.length)).sort();
}

function samConfig(root: string, files: ServiceFiles, notices: Notice[]): SamConfig | undefined {
  const path = posix.join(root, 'samconfig.toml');
  const parsed = files.toml(path);
  if (parsed === undefined) return undefined;
  if (parsed.ok) return readSamConfig(path, parsed.value);
  notices.push(...parsed.failures);
  return undefined;
}

/** Where another tool's functions are not known, only those count of which lambda.config.json says where they are. */
function namedFunctions(
  config: ServiceConfig | undefined,
  unknown: Failure,
  failures: Failure[],
): ServiceConfig | undefined {
  const functions = (config?.functions ?? []).filter(({ address }) => address !== undefined);
  if (config === undefined || functions.length === config.functions.length) return config;
  failures.push(unknown);
  return { ...config, functions };
}

/** Functions that only lambda.config.json declares. */
function configuredDrafts(
  config: ServiceConfig | undefined,
  declared: readonly FunctionDraft[],
  hasTemplate: boolean,
  root: string,
  failures: Failure[],
): readonly FunctionDraft[] {
  const known = declared.map(({ logicalId }) => logicalId);
  return (config?.functions ?? []).flatMap((each): readonly FunctionDraft[] => {
    if (known.includes(each.logicalId)) return [];
    if (each.entryPoint || each.directory || each.archive) return [emptyDraft(each, root)];
    failures.push(withoutSource(each, known, hasTemplate));
    return [];
  });
}

function emptyDraft(config: FunctionConfig, root: string): FunctionDraft {
  return {
    logicalId: config.logicalId,
    node: config.node,
    runtime: undefined,
    handler: undefined,
    architecture: undefined,
    code: { kind: 'absent' },
    folder: root,
    failures: [],
  };
}

function withoutSource(config: FunctionConfig, known: readonly string[], hasTemplate: boolean): Failure {
  const closest = closestName(config.logicalId, known);
  return failureAt(
    config.node,
    'NXL-CONFIG-FUNCTION',
    hasTemplate
      ? `The template has no function ${config.logicalId}, and none of entryPoint, directory or archive says where its code lies.`
      : `${config.logicalId} has none of entryPoint, directory or archive.`,
    closest ? `Did you mean ${closest}?` : 'Add `entryPoint`, `directory` or `archive`.',
  );
}

interface BaseDir {
  readonly path: string;
}

function baseDirOf(config: ServiceConfig | undefined, sam: SamConfig | undefined, root: string): BaseDir | undefined {
  if (config?.baseDir) return { path: config.baseDir.value };
  const path = sam?.baseDir === undefined ? undefined : workspacePath(root, sam.baseDir);
  return path === undefined ? undefined : { path };
}

/**
 * Where entry points don't resolve and no base directory is said, the folders above are tried: if all functions resolve from
 * exactly one of them, it is taken, and told.
 */
function settleAll(
  drafts: readonly FunctionDraft[],
  config: ServiceConfig | undefined,
  baseDir: BaseDir | undefined,
  request: ServiceRequest,
  notices: Notice[],
): readonly Settled[] {
  const byId = new Map((config?.functions ?? []).map((each) => [each.logicalId, each]));
  const settle = (base: string | undefined) => {
    const context: SourceContext = {
      files: request.files,
      providedPackages: request.providedPackages,
      scope: EMPTY_SCOPE,
      defaults: config?.defaults ?? { bundle: {} },
      ...(base === undefined ? {} : { baseDir: base }),
    };
    return drafts.map((draft) => settleFunction(draft, byId.get(draft.logicalId), context));
  };
  const settled = settle(baseDir?.path);
  if (baseDir || !unresolved(settled)) return settled;
  const guesses = foldersUpward(request.root)
    .slice(1)
    .flatMap((base) => {
      const results = settle(base);
      return unresolved(results) ? [] : [{ base, results }];
    });
  const [guess, second] = guesses;
  const first = drafts[0];
  if (guess === undefined || second !== undefined || first === undefined) return settled;
  const written = posix.relative(request.root, guess.base);
  notices.push({
    code: 'NXL-TEMPLATE-BASE-DIR',
    message: `The paths of this template start from ${guess.base === '.' ? 'the root of the workspace' : guess.base}: only from there all of them resolve.`,
    advice: `Write \`"baseDir": "${written}"\` to lambda.config.json to say so.`,
    place: placeOf(first.node),
  });
  return guess.results;
}

function unresolved(settled: readonly Settled[]): boolean {
  return settled.some((each) =>
    [...each.failures, ...each.notices].some(
      ({ code }) =>
        code === 'NXL-TEMPLATE-ENTRY-POINT' || code === 'NXL-TEMPLATE-CODE-FOLDER' || code === 'NXL-TEMPLATE-PATH',
    ),
  );
}

function unique(failures: readonly Failure[]): readonly Failure[] {
  const seen = new Set<string>();
  const kept = failures.filter((failure) => {
    const { file, line, column } = failure.place ?? { file: '', line: 0, column: 0 };
    const key = `${failure.code}\0${failure.message}\0${file}:${line}:${column}`;
    return !seen.has(key) && seen.add(key);
  });
  if (kept.length <= MOST_FAILURES) return kept;
  const place = kept[MOST_FAILURES]?.place;
  const last: Failure = {
    code: 'NXL-TEMPLATE-MORE',
    message: `There are ${kept.length - MOST_FAILURES} more problems here.`,
    advice: 'Correct those above first.',
    ...(place ? { place } : {}),
  };
  return [...kept.slice(0, MOST_FAILURES), last];
}

const MOST_FAILURES = 100;
