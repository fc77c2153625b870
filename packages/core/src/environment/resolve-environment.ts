/**
 * Which feature environment a command is about: `--environment`, else FEATURE_ENV, else the plugin's option. In CI a
 * user's name is never taken for one: it would be the build agent's.
 */
import { type Failure, failed, type Result, success } from '../failure.ts';
import type { FeatureEnvironment } from './environment.ts';
import { expandPattern, placeholdersOf } from './placeholders.ts';
import { isEnvironmentName, slugOf } from './slug.ts';

export interface EnvironmentFacts {
  /** `--environment`. */
  readonly flag?: string;
  /** The variable FEATURE_ENV; an empty one counts as absent. */
  readonly featureEnv?: string;
  /** The plugin's option, with placeholders {user}, {branch}, {env.NAME}. */
  readonly option: string;
  readonly user?: string;
  /** Absent on a detached HEAD. */
  readonly branch?: string;
  readonly env: (name: string) => string | undefined;
  /** True where CI is set. */
  readonly ci: boolean;
}

const ways = 'Pass --environment=<name> or set FEATURE_ENV=<name>';

export function resolveEnvironment(facts: EnvironmentFacts): Result<FeatureEnvironment> {
  if (facts.flag !== undefined) return explicitName(facts.flag, '--environment');
  if (facts.featureEnv !== undefined && facts.featureEnv.trim() !== '') {
    return explicitName(facts.featureEnv, 'FEATURE_ENV');
  }
  return nameFromOption(facts);
}

function explicitName(text: string, origin: string): Result<FeatureEnvironment> {
  const trimmed = text.trim();
  if (trimmed === '') return failed(invalidName(text, origin));
  // `pr-` is what `pr-${number}` becomes where the number is missing.
  if (trimmed.startsWith('-') || trimmed.endsWith('-')) {
    return failed({
      code: 'NXL-ENVIRONMENT-INCOMPLETE',
      message: `${origin} is "${trimmed}", which looks as if a part of it were missing.`,
      advice: `${ways} that neither begins nor ends with "-".`,
    });
  }
  return checkedName(trimmed, origin);
}

function nameFromOption(facts: EnvironmentFacts): Result<FeatureEnvironment> {
  const origin = `the option "${facts.option}"`;
  if (facts.ci && placeholdersOf(facts.option).includes('user')) {
    return failed({
      code: 'NXL-ENVIRONMENT-CI',
      message: `In CI no feature environment is given: ${origin} would take the build agent's user name for one.`,
      advice: `${ways}, for example FEATURE_ENV=pr-<number>.`,
    });
  }
  const { text, empty, unknown } = expandPattern(facts.option, (name) => placeholderValue(name, facts));
  if (unknown.length > 0) {
    return failed({
      code: 'NXL-ENVIRONMENT-PLACEHOLDER',
      message: `The plugin option "environment" uses ${list(unknown)}, which does not exist.`,
      advice: 'Use {user}, {branch} or {env.NAME} in it.',
    });
  }
  if (empty.length > 0) return failed(missingValue(empty, facts.option));
  return checkedName(text, origin);
}

function placeholderValue(name: string, facts: EnvironmentFacts): string | undefined {
  if (name === 'user') return slugOf(facts.user ?? '');
  if (name === 'branch') return slugOf(facts.branch ?? '');
  if (name.startsWith('env.') && name.length > 4) return slugOf(facts.env(name.slice(4)) ?? '');
  return undefined;
}

function missingValue(names: readonly string[], option: string): Failure {
  const detached = names.includes('branch') ? ' (a detached HEAD has no branch)' : '';
  return {
    code: 'NXL-ENVIRONMENT-UNKNOWN',
    message: `The plugin option "environment" is "${option}", but ${list(names)} has no value here${detached}.`,
    advice: `${ways}.`,
  };
}

function checkedName(text: string, origin: string): Result<FeatureEnvironment> {
  const name = slugOf(text);
  return isEnvironmentName(name) ? success({ name, origin }) : failed(invalidName(text, origin));
}

function invalidName(text: string, origin: string): Failure {
  return {
    code: 'NXL-ENVIRONMENT-NAME',
    message: `"${text}" from ${origin} can't be an environment's name.`,
    advice: 'Use a name that begins with a letter and has only letters, digits and "-", 48 characters at most.',
  };
}

function list(names: readonly string[]): string {
  return names.map((name) => `{${name}}`).join(', ');
}
