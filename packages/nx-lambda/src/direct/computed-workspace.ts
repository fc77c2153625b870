/** The workspace as Nx computes it: through its daemon where one runs, else here. Loads Nx. */
import type { NxJsonConfiguration, ProjectConfiguration, ProjectGraph, TaskGraph } from '@nx/devkit';
import { failed, type Result, success } from '@nx-lambda/core';
import { PLUGIN_NAME } from '../plugin/definition-files.ts';

export interface ComputedWorkspace {
  readonly nxJson: NxJsonConfiguration;
  readonly graph: ProjectGraph;
  /** By name. */
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  /** Names of the projects that words mean as `nx run-many -p` has them: names, parts of names, globs, tags. */
  matching(words: readonly string[]): readonly string[];
  /** Whether a plugin of another name has a say in a target; `root` is the project's folder. */
  isShared(root: string, target: string): boolean;
  taskGraph(projects: readonly string[], target: string, configuration: string | undefined): TaskGraph;
}

/** @param tell takes what Nx and its plugins print meanwhile: standard output is kept for answers. */
export async function computeWorkspace(tell: (text: string) => void): Promise<Result<ComputedWorkspace>> {
  const [{ createProjectGraphAndSourceMapsAsync }, { readNxJson }, { createTaskGraph }, { findMatchingProjects }] =
    await Promise.all([
      import('nx/src/project-graph/project-graph'),
      import('nx/src/config/configuration'),
      import('nx/src/tasks-runner/create-task-graph'),
      import('nx/src/utils/find-matching-projects'),
    ]);
  const release = divertOutput(tell);
  try {
    const computed: { projectGraph: ProjectGraph; sourceMaps: SourceMaps | undefined } =
      await createProjectGraphAndSourceMapsAsync({ exitOnError: false });
    const { projectGraph: graph, sourceMaps } = computed;
    const projects = Object.fromEntries(Object.entries(graph.nodes).map(([name, { data }]) => [name, data]));
    return success({
      nxJson: readNxJson(),
      graph,
      projects,
      matching: (words) => findMatchingProjects([...words], graph.nodes),
      isShared: (root, target) => isShared(sourceMaps?.[root], target),
      taskGraph: (names, target, configuration) => createTaskGraph(graph, {}, [...names], [target], configuration, {}),
    });
  } catch (error) {
    return failed({
      code: 'NXL-DIRECT-GRAPH',
      message: `Nx can't tell the projects of the workspace: ${messageOf(error)}`,
      advice: 'nx show projects shows the whole of it.',
    });
  } finally {
    release();
  }
}

type SourceMaps = Readonly<Record<string, Readonly<Record<string, readonly (string | null)[]>>>>;

/** Where nothing says so, a target may be anyone's. */
function isShared(sources: SourceMaps[string] | undefined, target: string): boolean {
  if (sources === undefined) return true;
  const prefix = `targets.${target}`;
  return Object.entries(sources).some(([field, [, plugin]]) => {
    const concerned = field === 'root' || field === 'name' || field === prefix || field.startsWith(`${prefix}.`);
    return concerned && plugin !== PLUGIN_NAME && !isPartOfNx(plugin);
  });
}

/** What Nx itself reads: project.json, package.json and the target defaults of nx.json. */
function isPartOfNx(plugin: string | null | undefined): boolean {
  return typeof plugin === 'string' && /^nx\/(core\/)?(project-json|package-json|target-defaults)/.test(plugin);
}

/** Of an error of Nx's that stands for several, those that it stands for. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const causes = 'getErrors' in error && typeof error.getErrors === 'function' ? (error.getErrors() as unknown[]) : [];
  const texts = causes.length > 0 ? causes.map(messageOf) : error.message.trim().split('\n').slice(0, 3);
  return texts.map((text) => text.trim()).join(' ');
}

function divertOutput(tell: (text: string) => void): () => void {
  const { write } = process.stdout;
  const diverted = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    tell(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.find((each) => typeof each === 'function');
    if (typeof done === 'function') done();
    return true;
  };
  process.stdout.write = diverted;
  return () => {
    process.stdout.write = write;
  };
}
