/**
 * Reads every service of the workspace in one run. All problems of all files are told, each by the service it belongs to;
 * one bad file never touches another service. Decides only what a service is; core decides what it contains.
 */
import { posix } from 'node:path';
import {
  chooseNames,
  type Failure,
  interpretService,
  type NameProposal,
  type ParsedDocument,
  type PluginOptions,
  placeAt,
  type Service,
  type ServiceFiles,
  type ServiceReading,
} from '@nx-lambda/core';
import { CONFIG_FILE, type DefinitionFolder, definitionFilesIn, programsIn } from './definition-folders.ts';
import type { ReadProgram } from './printed/read-printed.ts';
import { proposeName } from './project-name.ts';
import { takenFolders } from './taken-templates.ts';
import { createWorkspaceFiles, recordingFiles } from './workspace-files.ts';

export interface ReadServicesRequest {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** Workspace-relative templates and lambda.config.json files, all at once, as Nx's glob found them. */
  readonly definitionFiles: readonly string[];
  readonly options: PluginOptions;
  /** Project names that are known already, by folder. */
  readonly projectNames?: Readonly<Record<string, string>>;
  /** For configurations that are programs: their tool is run and asked. Absent: without variables and memory. */
  readonly programs?: ProgramEnvironment;
  /** For who reads the same files further. Absent: its own. */
  readonly files?: ServiceFiles;
}

export interface ProgramEnvironment {
  /** Absolute; what programs printed is remembered below it. Absent: nothing is. */
  readonly cacheFolder?: string;
  /** Variables of the shell, which programs may read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Sorted by folder. Never rejects for anything that a file can hold. */
export async function readServices(request: ReadServicesRequest): Promise<readonly Service[]> {
  const files = request.files ?? createWorkspaceFiles(request.workspaceRoot);
  const programs = await readPrograms(request, files);
  const definitions = new Map(
    [...programs].flatMap(([path, { definition }]) => (definition ? [[path, definition]] : [])),
  );
  const folders = definitionFilesIn(request.definitionFiles, files, definitions);
  const read = folders.map((folder) => readFolder(folder, request.options, files, programs));
  const taken = takenFolders(read);
  const kept = read.filter((each) => !taken.has(each));
  const names = chooseNames(kept.map((each) => propose(each, request)));
  return kept.map((each, index): Service => {
    const { service } = each.reading;
    const name = names[index];
    return {
      ...service,
      name: name?.name ?? service.root,
      definitionFiles: [...each.seen].sort(),
      failures: [...each.failures, ...(name?.failures ?? []), ...service.failures],
      notices: [...(name?.notices ?? []), ...service.notices],
    };
  });
}

export interface ReadFolder {
  readonly reading: ServiceReading;
  readonly files: ServiceFiles;
  readonly seen: Set<string>;
  readonly failures: readonly Failure[];
}

type Programs = ReadonlyMap<string, ReadProgram>;

/** Few workspaces have any, so what runs them is loaded only then. */
async function readPrograms(
  { workspaceRoot, definitionFiles, programs }: ReadServicesRequest,
  files: ServiceFiles,
): Promise<Programs> {
  const paths = programsIn(definitionFiles, files);
  if (paths.length === 0) return new Map();
  const { readPrograms: read } = await import('./printed/read-printed.ts');
  return read(paths, { workspaceRoot, files, environment: {}, ...programs });
}

function readFolder(
  folder: DefinitionFolder,
  options: PluginOptions,
  files: ServiceFiles,
  programs: Programs,
): ReadFolder {
  const recording = recordingFiles(files);
  const [template, ...others] = folder.templates;
  for (const { source } of folder.templates) recording.seen.add(source.file);
  const definition = folder.tool?.document.source.file;
  if (definition !== undefined) recording.seen.add(definition);
  for (const path of programs.get(definition ?? '')?.paths ?? []) recording.seen.add(path);
  recording.seen.add(posix.join(folder.root, CONFIG_FILE));
  const reading = interpretService({
    root: folder.root,
    ...(template ? { template } : {}),
    ...(folder.tool ? { tool: folder.tool } : {}),
    ...(folder.config === undefined ? {} : { config: folder.config }),
    providedPackages: options.providedPackages,
    files: recording.files,
  });
  return { reading, ...recording, failures: others.map((other) => secondTemplate(other, template)) };
}

function propose(folder: ReadFolder, request: ReadServicesRequest): NameProposal {
  const { root } = folder.reading.service;
  // Also where the name is known: what decides it is an input, whoever reads and whatever is remembered.
  const proposed = proposeName(root, folder.reading.configuredName, folder.files);
  const known = request.projectNames?.[root];
  return known === undefined ? proposed : { root, name: known, origin: { file: root } };
}

function secondTemplate(other: ParsedDocument, first: ParsedDocument | undefined): Failure {
  return {
    code: 'NXL-TEMPLATE-SECOND',
    message: `${posix.dirname(other.source.file)} has a second template: ${first?.source.file ?? ''} is the service's.`,
    advice: 'Move one of them to a folder of its own, or narrow the option `templates`.',
    place: placeAt(other.source, 0, 1),
  };
}
