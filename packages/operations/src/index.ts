export * from './build.ts';
export type { FunctionBuildResult } from './build-function.ts';
export { deployServices } from './deploy.ts';
export { createFunctionLocator, type FunctionLocator, type LocatePorts } from './deploy-locate.ts';
export type * from './deploy-request.ts';
export * from './invoke.ts';
export { locateFunction } from './locate-function.ts';
export * from './rollback.ts';
export * from './status.ts';
