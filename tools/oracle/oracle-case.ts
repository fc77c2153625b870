/** A small workspace and one edit of it that went wrong once: kept as JSON, replayed as a test. */
import type { Changes, WorkspaceState } from './edit.ts';
import type { Finding } from './run-oracle.ts';

export interface OracleCase {
  readonly kind: string;
  /** What was missed when it was found. */
  readonly missed: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, string>>;
  readonly edit: Pick<Changes, 'files' | 'links' | 'touched'>;
}

export function caseText({ before, edit, missed }: Omit<Finding, 'seed'>): string {
  const { kind, files, links, touched } = edit;
  const kept: OracleCase = {
    kind,
    missed,
    files: Object.fromEntries(before.files),
    links: Object.fromEntries(before.links),
    packages: Object.fromEntries(before.packages),
    edit: { ...(files && { files }), ...(links && { links }), ...(touched && { touched }) },
  };
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

export function parseCase(text: string): {
  readonly before: WorkspaceState;
  readonly edit: Changes & { kind: string };
} {
  const { kind, files, links, packages, edit }: OracleCase = JSON.parse(text);
  return {
    before: {
      files: new Map(Object.entries(files)),
      links: new Map(Object.entries(links)),
      packages: new Map(Object.entries(packages)),
    },
    edit: { kind, ...edit },
  };
}
