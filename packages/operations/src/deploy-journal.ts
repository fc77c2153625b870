/** Tells of runs that were cut off, from what they noted and what is noted of their functions. */
import {
  type DeployPlan,
  type DeployPorts,
  type JournalEntry,
  type JournalPlace,
  type Notice,
  replacedBy,
  type UnfinishedRun,
  unfinishedNotice,
  type WritingCommand,
} from '@nx-lambda/core';

type JournalPorts = Pick<DeployPorts, 'journal' | 'kept'>;

export interface ToldRuns {
  readonly notices: readonly Notice[];
  readonly runs: readonly UnfinishedRun[];
}

export async function tellUnfinished(place: JournalPlace, { journal, kept }: JournalPorts): Promise<ToldRuns> {
  const runs = (await journal?.unfinished(place)) ?? [];
  const notices = await Promise.all(
    runs.map(async ({ run }) => {
      const histories = await Promise.all(
        run.functions.map(async ({ service, logicalId }) => {
          const history = await kept?.history({ ...place, service, logicalId });
          return history?.ok ? history.value : [];
        }),
      );
      const lost = await Promise.all(
        replacedBy(run, histories).map(async (code) => ((await kept?.has(code)) === true ? [] : [code])),
      );
      return unfinishedNotice(run, histories, lost.flat().length);
    }),
  );
  return { notices, runs };
}

/** Undefined: nothing is to be written, or nowhere to note it. */
export async function beginRun(
  plan: DeployPlan,
  run: { readonly runId: string; readonly command: WritingCommand; readonly at: string },
  { journal }: JournalPorts,
): Promise<JournalEntry | undefined> {
  const functions = plan.actions.flatMap(({ kind, service, logicalId }) =>
    kind === 'update' ? [{ service, logicalId }] : [],
  );
  if (functions.length === 0) return undefined;
  const { accountId, region, environment } = plan;
  return journal?.begin({ ...run, accountId, region, environment, functions });
}
