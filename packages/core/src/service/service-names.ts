/** A name for every service. Explicit names must differ; names that only come from folders give way to one another. */
import type { Failure, Notice, Place } from '../failure.ts';

export interface NameProposal {
  readonly root: string;
  readonly name: string;
  /** Where the name is written; absent: it is the folder's. */
  readonly origin?: { readonly file: string; readonly place?: Place };
}

export interface ChosenName {
  readonly name: string;
  readonly failures: readonly Failure[];
  readonly notices: readonly Notice[];
}

/** In the order of the proposals. */
export function chooseNames(proposals: readonly NameProposal[]): readonly ChosenName[] {
  const byName = new Map<string, NameProposal[]>();
  for (const proposal of proposals) byName.set(proposal.name, [...(byName.get(proposal.name) ?? []), proposal]);
  const taken = new Set(byName.keys());
  return proposals.map((proposal): ChosenName => {
    const same = byName.get(proposal.name) ?? [];
    if (same.length === 1) return { name: proposal.name, failures: [], notices: [] };
    if (proposal.origin === undefined) return fromPath(proposal, same, taken);
    const others = same.filter((other) => other !== proposal && other.origin);
    if (others.length === 0) return { name: proposal.name, failures: [], notices: [] };
    return { name: proposal.name, failures: [duplicate(proposal, others)], notices: [] };
  });
}

function fromPath(proposal: NameProposal, same: readonly NameProposal[], taken: Set<string>): ChosenName {
  const stem = proposal.root.replaceAll('/', '-');
  let name = stem;
  for (let count = 2; taken.has(name); count++) name = `${stem}-${count}`;
  taken.add(name);
  const others = same.filter((other) => other !== proposal).map(({ root }) => root);
  const notice: Notice = {
    code: 'NXL-CONFIG-NAME',
    message: `The service in ${proposal.root} is named ${name}, because ${others.join(' and ')} would have the name ${proposal.name} too.`,
    advice: 'Give it a name in its project.json or package.json.',
  };
  return { name, failures: [], notices: [notice] };
}

function duplicate(proposal: NameProposal, others: readonly NameProposal[]): Failure {
  return {
    code: 'NXL-CONFIG-DUPLICATE-NAME',
    message: `The name ${proposal.name} is used by ${others.map(({ origin }) => origin?.file).join(' and ')} too.`,
    advice: 'Give each service a name of its own.',
    ...(proposal.origin?.place ? { place: proposal.origin.place } : {}),
  };
}
