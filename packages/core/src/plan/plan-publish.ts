/**
 * Whether new code reaches who invokes the function: where the template declares an alias, $LATEST alone changes nothing
 * for them. Decides which aliases move to a version that is published anew, and why not.
 */
import type { Failure } from '../failure.ts';
import type { AliasFacts, AliasMove, DeployedAlias, PublishStep } from './deployed-alias.ts';

export interface PublishFacts {
  readonly physicalName: string;
  /** The code that the function is to run. */
  readonly codeSha256: string;
  readonly aliases: readonly AliasFacts[];
  readonly snapStart: boolean;
  /** For advice: `deploy the stack of orders as orders-anna`. */
  readonly provisioning: string;
}

export type PublishDecision =
  /** Every alias leads to the code, or there is none. */
  | { readonly kind: 'none' }
  | { readonly kind: 'publish'; readonly publish: PublishStep }
  | { readonly kind: 'refuse' | 'fail'; readonly failure: Failure };

export function planPublish(facts: PublishFacts): PublishDecision {
  const moves: AliasMove[] = [];
  for (const declared of facts.aliases) {
    const { name, state } = declared;
    switch (state.kind) {
      case 'unreadable':
        return { kind: 'fail', failure: state.failure };
      case 'missing':
        // A stack without the alias is as its template wants it where the alias's condition does not hold.
        if (declared.condition === undefined) return { kind: 'refuse', failure: aliasMissing(facts, declared) };
        continue;
      case 'found': {
        const { version, codeSha256: fromCodeSha256, alias } = state;
        if (alias !== undefined && hasWeights(alias)) {
          return { kind: 'refuse', failure: aliasShared(facts.physicalName, alias) };
        }
        if (version === '$LATEST' || fromCodeSha256 === facts.codeSha256) continue;
        if (alias === undefined) return { kind: 'fail', failure: aliasNotRead(facts.physicalName, name) };
        moves.push({ alias: name, fromVersion: version, fromCodeSha256, revisionId: alias.revisionId });
      }
    }
  }
  if (moves.length === 0) return { kind: 'none' };
  const gradual = facts.aliases.some((each) => each.gradual && moves.some(({ alias }) => alias === each.name));
  const reason = `${movesText(moves)}${gradual ? ' at once, without CodeDeploy' : ''}`;
  return { kind: 'publish', publish: { reason, moves, snapStart: facts.snapStart } };
}

/** Whether GetAlias has to be asked for, beside GetFunction, whose limit is much higher. */
export function needsAliasItself(
  { gradual }: Pick<AliasFacts, 'gradual'>,
  found: { readonly version: string; readonly codeSha256: string },
  codeSha256: string,
): boolean {
  return gradual || (found.version !== '$LATEST' && found.codeSha256 !== codeSha256);
}

export function hasWeights({ weights }: DeployedAlias): boolean {
  return Object.keys(weights).length > 0;
}

function movesText(moves: readonly AliasMove[]): string {
  const names = moves.map(({ alias, fromVersion }) => `${alias} from version ${fromVersion}`);
  return `${moves.length === 1 ? 'alias' : 'aliases'} ${names.join(', ')} to a new version`;
}

/**
 * Updating $LATEST alone would be told as done, and nobody would see it: so the function is left alone. This is also
 * what a wrong guess of a parameter's value leads to.
 */
function aliasMissing({ physicalName, provisioning }: PublishFacts, { name, assumed }: AliasFacts): Failure {
  const guess =
    assumed.length === 0
      ? ''
      : ` If the alias has another name there, say so as ${assumed.map((one) => `parameter ${one}`).join(', ')} in samconfig.toml.`;
  return {
    code: 'NXL-PLAN-ALIAS-MISSING',
    message: `${physicalName} has no alias ${name}, through which the template says that it is invoked.`,
    advice: `Provision first: ${provisioning}.${guess}`,
  };
}

/** Weights are set by whoever shifts traffic (CodeDeploy, a person), so they are never cleared behind their back. */
export function aliasShared(physicalName: string, { name, version, weights }: DeployedAlias): Failure {
  const shares = Object.entries(weights).map(
    ([other, share]) => `${Math.round(share * 1000) / 10} % to version ${other}`,
  );
  return {
    code: 'NXL-PLAN-ALIAS-WEIGHTS',
    message: `The alias ${name} of ${physicalName} leads to version ${version}, but sends ${shares.join(', ')}: somebody is shifting traffic.`,
    advice: `Let that deployment end, or end it: aws lambda update-alias --function-name ${physicalName} --name ${name} --routing-config AdditionalVersionWeights={}`,
  };
}

function aliasNotRead(physicalName: string, name: string): Failure {
  return {
    code: 'NXL-PLAN-NOT-READ',
    message: `Where the alias ${name} of ${physicalName} leads to was not read, so nothing can be decided.`,
    advice: 'Run the command again.',
  };
}
