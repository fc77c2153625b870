export * from './account-identity.ts';
export * from './bootstrap.ts';
export * from './build.ts';
export type { FunctionBuildResult } from './build-function.ts';
export { deployServices } from './deploy.ts';
export { type AliasPorts, type AliasQuestion, readAliases } from './deploy-aliases.ts';
export { createFunctionLocator, type FunctionLocator, type LocatePorts } from './deploy-locate.ts';
export { type Published, type PublishRun, type PublishTask, publishAndMove } from './deploy-publish.ts';
export type * from './deploy-request.ts';
export * from './destroy.ts';
export * from './explain-parameters.ts';
export * from './followed-function.ts';
export * from './invoke.ts';
export { type InvokeLocalPorts, type InvokeLocalRequest, invokeLocal } from './invoke-local.ts';
export * from './list-environments.ts';
export {
  type LocalFunction,
  type LocalFunctionPorts,
  type LocalFunctionRequest,
  readLocalFunction,
} from './local-function.ts';
export { invokedAlias, locateFunction } from './locate-function.ts';
export { type PackagingRequest, packageTemplate } from './package-template.ts';
export { provisionServices } from './provision.ts';
export type * from './provision-request.ts';
export * from './rollback.ts';
export * from './shared-outputs.ts';
export * from './status.ts';
export * from './stored-values.ts';
export * from './sweep.ts';
export { waitingPort } from './waiting-infrastructure.ts';
export * from './watch.ts';
export { type WatchLocalPorts, type WatchLocalRequest, watchLocal } from './watch-local.ts';
export type * from './watch-request.ts';
