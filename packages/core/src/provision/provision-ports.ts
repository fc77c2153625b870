/** What provisioning needs from the outside, beside CloudFormation itself. */
import type { BuiltArtifactsPort } from '../deploy/deploy-ports.ts';
import type { Result } from '../failure.ts';
import type { Clock, IdentityPort, LambdaPort, ObjectStorePort, StackPort } from '../ports.ts';
import type { ParsedDocument, TemplateNode } from '../service/template-node.ts';
import type { StackOperationsPort } from './stack-ports.ts';

export interface ProvisionPorts {
  readonly identity: IdentityPort;
  readonly stacks: StackOperationsPort;
  /** What is deployed now, with code that CloudFormation may know nothing of. */
  readonly deployed: StackPort & Pick<LambdaPort, 'getFunction' | 'getAlias'>;
  readonly objects: ObjectStorePort;
  readonly artifacts: BuiltArtifactsPort;
  readonly templates: TemplateFilesPort;
  readonly clock: Clock;
}

/** Templates and what they name, on this machine. Paths are workspace-relative. */
export interface TemplateFilesPort {
  /** Undefined: there is no such file. */
  document(path: string): ParsedDocument | undefined;
  parse(path: string, text: string): ParsedDocument;
  /** A file as it is, a folder as a reproducible zip. `node` is where the path is written. */
  content(path: string, node: TemplateNode): Promise<Result<LocalFileContent>>;
}

export interface LocalFileContent {
  readonly bytes: Uint8Array;
  /** With its dot: `.zip` for a folder. */
  readonly extension: string;
}
