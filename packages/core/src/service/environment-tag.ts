/** The tag that proves that a function belongs to a feature environment; its value is the environment's name. */
export const ENVIRONMENT_TAG = 'nx-lambda:environment';
