/** One service as it goes to Nx, with what it was inferred from, so that it can be remembered between commands. */
import type { ProjectConfiguration } from '@nx/devkit';
import type { FileEdge } from '@nx-lambda/core';

export interface InferredServices {
  readonly services: readonly InferredService[];
  /** Imports of the services' files, each once. */
  readonly edges: readonly FileEdge[];
}

export interface InferredService {
  /** The file that Nx shows as the origin; workspace-relative. */
  readonly file: string;
  readonly project: ProjectConfiguration & { readonly name: string };
  /** Templates and lambda.config.json files that define the service. */
  readonly definitions: readonly string[];
  /** Paths, present or not, that say which services there are and how they are called. */
  readonly definedBy: readonly string[];
  /** Further paths, present or not, that the project and its edges depend on. */
  readonly observed: readonly string[];
  /** Depends on more than paths, such as what lies in folders: it is inferred anew each time. */
  readonly volatile: boolean;
}
