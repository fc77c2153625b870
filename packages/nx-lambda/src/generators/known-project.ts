/** A project as Nx knows it, with what plugins inferred: the tree of a generator has only what is written in files. */
import { createProjectGraphAsync, type ProjectConfiguration } from '@nx/devkit';

export type FindProject = (name: string) => Promise<ProjectConfiguration>;

export const knownProject: FindProject = async (name) => {
  const { nodes } = await createProjectGraphAsync();
  const node = nodes[name];
  if (node === undefined) throw new Error(`There is no project ${name}.`);
  return node.data;
};
