/** One service as it goes to Nx, with what it was inferred from, so that it can be remembered between commands. */
import type { ProjectConfiguration } from '@nx/devkit';
import type { FileEdge, LinkedService, Notice } from '@nx-lambda/core';
import type { SourceProof } from '@nx-lambda/workspace';
import type { PathTable } from './path-table.ts';

export interface InferredServices {
  readonly services: readonly InferredService[];
  /** Imports of the services' files, each once. */
  readonly edges: () => readonly FileEdge[];
  /** Of the numbers by which the services name paths. */
  readonly paths: PathTable;
  /** By path: sources of which nothing but their imports counts. */
  readonly sources: () => ReadonlyMap<string, SourceProof>;
  /** About the reading itself, such as a broken cache. */
  readonly notices: readonly Notice[];
}

export interface InferredService {
  /** The file that Nx shows as the origin; workspace-relative. */
  readonly file: string;
  readonly project: ProjectConfiguration & { readonly name: string };
  /** Templates and lambda.config.json files that define the service. */
  readonly definitions: readonly string[];
  /** Paths, present or not, that say which services there are and how they are called. */
  readonly definedBy: readonly number[];
  /** Further paths, present or not, that the project and its edges depend on. */
  readonly observed: readonly number[];
  /** What orders its stack among the others. Absent: nothing. */
  readonly order?: Omit<LinkedService, 'name'>;
  /** Depends on more than paths, such as what lies in folders: it is inferred anew each time. */
  readonly volatile: boolean;
}
