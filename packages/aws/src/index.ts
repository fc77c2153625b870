export { type AwsPorts, createAwsPorts } from './aws-ports.ts';
export { type CallContext, failureOf } from './failure-of.ts';
export type { AwsSettings } from './settings.ts';
