/**
 * Finds functions by a pattern of their names and by their tags. The account's functions are listed once a run, those
 * whose names match are read once a run, and what was found is remembered: the next run reads that function alone.
 */
import {
  chooseFound,
  type DeployedFunction,
  type DeployedState,
  type DeployPorts,
  type FunctionSearch,
  failed,
  isStillFound,
  matchesPattern,
  type Result,
  type StackSubject,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';

export interface SearchPorts {
  readonly lambda: Pick<DeployPorts['lambda'], 'getFunction' | 'listFunctions'>;
  readonly names: DeployPorts['names'];
}

/** GetFunction has a limit of its own, 100 a second; more at once would only queue there. */
const READS_AT_ONCE = 32;

/** @param note told of trouble with what is remembered: it costs time, never truth. */
export function createFunctionSearcher(
  account: { readonly accountId: string; readonly region: string },
  { lambda, names }: SearchPorts,
  note: (result: Result<unknown>) => void,
  signal?: AbortSignal,
): (search: FunctionSearch) => Promise<DeployedState> {
  const limit = pLimit(READS_AT_ONCE);
  const reads = new Map<string, Promise<Result<DeployedFunction | undefined>>>();
  let listing: Promise<Result<readonly string[]>> | undefined;

  const read = (name: string) => {
    const known = reads.get(name) ?? limit(() => lambda.getFunction(name, signal));
    reads.set(name, known);
    return known;
  };

  return async (search) => {
    const subject = subjectOf(account, search);
    const recalled = await names.recall(subject);
    note(recalled);
    const name = recalled.ok ? recalled.value?.[search.subject] : undefined;
    const last = name === undefined ? undefined : await read(name);
    if (last?.ok && last.value !== undefined && isStillFound(search, last.value)) {
      return { kind: 'found', function: last.value };
    }
    listing ??= listNames(lambda, signal);
    const listed = await listing;
    if (!listed.ok) return { kind: 'unreadable', failure: listed.failures[0] };
    const matching: DeployedFunction[] = [];
    for (const found of await Promise.all(listed.value.filter((each) => matchesPattern(search, each)).map(read))) {
      if (!found.ok) return { kind: 'unreadable', failure: found.failures[0] };
      // It may have gone since it was listed.
      if (found.value !== undefined) matching.push(found.value);
    }
    const chosen = chooseFound(search, matching);
    if (chosen.kind === 'found' && isStillFound(search, chosen.function)) {
      note(await names.remember(subject, { [search.subject]: chosen.function.physicalName }));
    }
    return chosen;
  };
}

/** No stack has such a name. */
function subjectOf(
  account: { readonly accountId: string; readonly region: string },
  { subject, environment }: FunctionSearch,
): StackSubject {
  return { accountId: account.accountId, region: account.region, stackName: `found:${environment}:${subject}` };
}

async function listNames(lambda: SearchPorts['lambda'], signal?: AbortSignal): Promise<Result<readonly string[]>> {
  const names: string[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.listFunctions(marker, signal);
    if (!page.ok) return failed(...page.failures);
    names.push(...page.value.functions.map(({ physicalName }) => physicalName));
    marker = page.value.next;
  } while (marker !== undefined);
  return success(names);
}
