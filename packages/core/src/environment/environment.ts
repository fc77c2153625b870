import type { AccountEntry } from '../service/options.ts';

/** A feature environment: the set of stacks of one developer or one branch, in one account and region. */
export interface FeatureEnvironment {
  /** Slugged and checked: `^[a-z][a-z0-9-]{0,47}$`. */
  readonly name: string;
  /** How the name was found, for messages: `--environment`, `FEATURE_ENV`, or the option's text. */
  readonly origin: string;
  /** Where it belongs, by the option `accounts` as a map; absent: any account that the option allows. */
  readonly account?: AccountEntry;
}

export { ENVIRONMENT_TAG } from '../service/environment-tag.ts';
