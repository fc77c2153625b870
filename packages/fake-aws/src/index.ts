export type { Call, CallFilter, CallLog } from './calls.ts';
export type { StackResourceSeed, StackSeed } from './cloudformation/seed.ts';
export type { Stack, StackResource } from './cloudformation/stack.ts';
export type { Control, FunctionFacts } from './control/control.ts';
export type { FaultKind, FaultRule } from './faults.ts';
export { DEFAULT_ACCOUNT, DEFAULT_REGION, type IdentitySeed } from './identity.ts';
export type { FunctionSeed, NamedFunctionSeed } from './lambda/seed.ts';
export type { Settings } from './settings.ts';
export { type FakeAws, type FakeAwsOptions, startFakeAws } from './start.ts';
