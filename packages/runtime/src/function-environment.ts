import { randomBytes } from 'node:crypto';
import { delimiter, join } from 'node:path';
import { DEFAULT_PATH } from './runner-command.ts';
import type { SandboxOptions } from './sandbox.ts';

/** This machine's variables that a process cannot do without; none of them says who the developer is. */
const NEEDED_HERE = [
  'PATH',
  'Path',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'windir',
  'PATHEXT',
  'COMSPEC',
];

/** Set by an editor's debugger so that the processes it starts attach to it. */
const DEBUGGER = ['VSCODE_INSPECTOR_OPTIONS', 'NODE_OPTIONS'];

/**
 * The whole environment of the function's process: what Lambda sets, over the function's own variables, over the few of
 * this machine. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(options: SandboxOptions, runtimeApi: string, now: Date): Record<string, string> {
  const { credentials, environment, functionName, functionVersion, memorySize, region, runtime, taskRoot } = options;
  return {
    ...fromHost(options),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    NODE_PATH: taskRoot,
    PYTHONDONTWRITEBYTECODE: '1',
    ...fromLayers(options),
    ...environment,
    ...(runtime.startsWith('provided') ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}` }),
    _HANDLER: options.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: options.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName(functionVersion, now),
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    ...(credentials === undefined
      ? {}
      : {
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
        }),
  };
}

/** Where runtimes look into layers ("Layer paths for each Lambda runtime"). */
function fromLayers(options: SandboxOptions): Record<string, string> {
  const { layersRoot, runtime, taskRoot } = options;
  if (layersRoot === undefined) return {};
  const version = /^nodejs(\d+)\./.exec(runtime)?.[1];
  const modules = ['nodejs/node_modules', ...(version === undefined ? [] : [`nodejs/node${version}/node_modules`])];
  return {
    NODE_PATH: [...modules.reverse().map((folder) => join(layersRoot, folder)), taskRoot].join(delimiter),
    PYTHONPATH: join(layersRoot, 'python'),
    LD_LIBRARY_PATH: join(layersRoot, 'lib'),
    PATH: [join(layersRoot, 'bin'), fromHost(options)['PATH'] ?? ''].filter((part) => part !== '').join(delimiter),
  };
}

function fromHost({ hostEnvironment }: SandboxOptions): Record<string, string> {
  if (hostEnvironment === undefined) return { PATH: DEFAULT_PATH };
  const debugging = hostEnvironment['VSCODE_INSPECTOR_OPTIONS'] !== undefined;
  const names = debugging ? [...NEEDED_HERE, ...DEBUGGER] : NEEDED_HERE;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = hostEnvironment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function logStreamName(functionVersion: string, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[${functionVersion}]${randomBytes(16).toString('hex')}`;
}
