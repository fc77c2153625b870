export * from './invoke.ts';
export * from './build.ts';
export type { FunctionBuildResult } from './build-function.ts';
