/**
 * Reads many functions at a time: by pages of ListFunctions, for functions whose built code was proven to be deployed
 * before. What the pages do not settle is read by GetFunction.
 */
import {
  type ArtifactState,
  type DeploymentRecord,
  type DeployPorts,
  type ExpectedFunction,
  type ListedFunction,
  nextPagePays,
} from '@nx-lambda/core';

/** Under this name and with this code GetFunction proved the function before. */
export interface ProvenFunction {
  readonly physicalName: string;
  readonly codeSha256: string;
}

/**
 * Undefined: only GetFunction can tell. A name that the template leaves no choice about must be the recorded one; other
 * names are taken from the record, whose function belonged to the stack when it was proven.
 */
export function provenBefore(
  { hint }: ExpectedFunction,
  artifact: ArtifactState,
  record: DeploymentRecord | undefined,
): ProvenFunction | undefined {
  if (record === undefined || artifact.kind !== 'built') return undefined;
  const { physicalName } = record;
  const { codeSha256 } = artifact.manifest;
  if (record.manifest.codeSha256 !== codeSha256) return undefined;
  return hint?.trust === 'certain' && hint.name !== physicalName ? undefined : { physicalName, codeSha256 };
}

/** Listed functions by name, as far as listing is cheaper; a page that can't be read ends it without a word. */
export async function listFunctions(
  proven: readonly ProvenFunction[],
  { lambda }: Pick<DeployPorts, 'lambda'>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ListedFunction>> {
  const names = new Set(proven.map(({ physicalName }) => physicalName));
  const listed = new Map<string, ListedFunction>();
  let marker: string | undefined;
  for (let pages = 0; nextPagePays({ wanted: names.size, found: listed.size, pages }); pages++) {
    const page = await lambda.listFunctions(marker, signal);
    if (!page.ok) return listed;
    for (const fn of page.value.functions) if (names.has(fn.physicalName)) listed.set(fn.physicalName, fn);
    marker = page.value.next;
    if (marker === undefined) return listed;
  }
  return listed;
}
