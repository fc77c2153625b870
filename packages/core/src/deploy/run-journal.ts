/** What a run set out to write, noted before it writes, so that the next command can tell of one that was cut off. */
import type { Notice } from '../failure.ts';
import type { FunctionSubject } from '../plan/function-subject.ts';
import type { Replacement, WritingCommand } from './replacement.ts';

export interface JournalPlace {
  readonly accountId: string;
  readonly region: string;
  /** The environment's name. */
  readonly environment: string;
}

export interface JournaledRun extends JournalPlace {
  readonly runId: string;
  readonly command: WritingCommand;
  /** ISO 8601. */
  readonly at: string;
  readonly functions: readonly FunctionSubject[];
}

export interface RunJournalPort {
  /** Never fails: what can't be noted can't be told later. */
  begin(run: JournaledRun): Promise<JournalEntry>;
  /** Runs to this place that neither ended nor go on. */
  unfinished(place: JournalPlace): Promise<readonly UnfinishedRun[]>;
}

export interface JournalEntry {
  /** The run came to its end. */
  end(): Promise<void>;
}

export interface UnfinishedRun {
  readonly run: JournaledRun;
  /** It has been told. */
  forget(): Promise<void>;
}

/** The codes that a run may have replaced, each once. `histories` are of the run's functions. */
export function replacedBy({ runId }: JournaledRun, histories: readonly (readonly Replacement[])[]): readonly string[] {
  const own = histories.flat().filter((one) => one.runId === runId && one.previous.codeSha256 !== one.next.codeSha256);
  return [...new Set(own.map(({ previous }) => previous.codeSha256))];
}

/**
 * @param histories of the run's functions, in their order.
 * @param lost of the codes that it may have replaced, how many are not kept: it was cut off before they were fetched.
 */
export function unfinishedNotice(
  run: JournaledRun,
  histories: readonly (readonly Replacement[])[],
  lost: number,
): Notice {
  const own = run.functions.map((_, index) => histories[index]?.filter(({ runId }) => runId === run.runId) ?? []);
  const done = own.filter((all) => all.some(({ proven }) => proven)).length;
  const begun = own.filter((all) => all.length > 0).length;
  const parts = [
    `${done} done`,
    ...(begun > done ? [`${begun - done} not known`] : []),
    ...(own.length > begun ? [`${own.length - begun} not begun`] : []),
  ];
  const what = run.command === 'rollback-feature' ? 'rollback' : 'deployment';
  const gone =
    lost === 0
      ? ''
      : ` Of the codes that it replaced ${lost} had not been fetched yet: what does not run any more can't be brought back.`;
  return {
    code: 'NXL-DEPLOY-UNFINISHED',
    message: `The last ${what} to ${run.environment} (${run.at}) was interrupted: ${parts.join(', ')}.${gone}`,
    advice: `Run ${run.command} again to finish it; it writes only what is left. rollback-feature takes back what was done.`,
  };
}
