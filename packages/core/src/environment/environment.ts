/** A feature environment: the set of stacks of one developer or one branch, in one account and region. */
export interface FeatureEnvironment {
  /** Slugged and checked: `^[a-z][a-z0-9-]{0,47}$`. */
  readonly name: string;
  /** How the name was found, for messages: `--environment`, `FEATURE_ENV`, or the option's text. */
  readonly origin: string;
}

export { ENVIRONMENT_TAG } from '../service/environment-tag.ts';
