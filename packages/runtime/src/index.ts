export { asInLambda, LAYERS_ROOT, logAsInLambda } from './lambda-paths.ts';
export { type RunnerCommand, type RunnerHost, runnerCommand } from './runner-command.ts';
export { runnerFolder } from './runner-folder.ts';
export type * from './sandbox.ts';
export { SandboxStopped, startSandbox } from './start-sandbox.ts';
