/** packages/runtime behind core's port: paths are told as Lambda has them, logs line by line. */
import {
  type LocalRuntimePort,
  type LocalSandbox,
  type LocalWatcher,
  type RunnableFunction,
  type SandboxRequest,
  success,
} from '@nx-lambda/core';
import {
  asInLambda,
  LAYERS_ROOT,
  logAsInLambda,
  runnerCommand,
  runnerFolder,
  type SandboxOptions,
  startSandbox,
} from '@nx-lambda/runtime';

export interface LocalRuntimeOptions {
  /** This machine's variables; the runtime passes on only what an executable needs. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The port of a debugger, and who is told what Node.js says of it. */
  readonly inspect?: SandboxOptions['inspect'];
}

/** How this machine reaches AWS: the credentials were got in this way, so they are used in it. */
const NETWORK = /^(?:AWS_ENDPOINT_URL(?:_\w+)?|AWS_CA_BUNDLE|NODE_EXTRA_CA_CERTS)$/;

export function createLocalRuntime({ environment, inspect }: LocalRuntimeOptions): LocalRuntimePort {
  const network = Object.entries(environment).flatMap(([name, value]) => {
    return value !== undefined && NETWORK.test(name) ? [[name, value] as const] : [];
  });
  return {
    async start(fn, request) {
      const options = sandboxOptions(fn, request, Object.fromEntries(network));
      const debugged = inspect !== undefined && isNode(fn) ? { ...options, inspect } : options;
      const all = { ...debugged, hostEnvironment: environment };
      const command = runnerCommand(all);
      if (!command.ok) return command;
      return success(await started(all));
    },
  };
}

async function started(options: SandboxOptions): Promise<LocalSandbox> {
  const sandbox = await startSandbox(options);
  const { layersRoot, taskRoot } = options;
  const places: readonly (readonly [here: string, inLambda: string])[] = [
    [taskRoot, '/var/task'],
    [runnerFolder(), '/var/runtime'],
    ...(layersRoot === undefined ? [] : [[layersRoot, LAYERS_ROOT] as const]),
  ];
  const lambdaLine = (line: string): string => {
    return places.reduce((text, [here, inLambda]) => logAsInLambda(text, here, inLambda), line);
  };
  return {
    async invoke({ requestId, payload, functionArn }, signal, watcher) {
      const lines = lineTeller((line) => watcher.onLogLine(lambdaLine(line)));
      const onResponse: LocalWatcher['onResponse'] = (part) => watcher.onResponse(part);
      const request = { requestId, payload, invokedFunctionArn: functionArn };
      const report = await sandbox.invoke(request, signal, { onLog: lines.add, onResponse });
      lines.end();
      return places.reduce((told, [here, inLambda]) => asInLambda(told, here, inLambda), report);
    },
    stop: () => sandbox.stop(),
  };
}

/** Cuts pieces of a text into its lines. */
function lineTeller(tell: (line: string) => void): { readonly add: (text: string) => void; readonly end: () => void } {
  let open = '';
  return {
    add(text) {
      const lines = `${open}${text}`.split('\n');
      open = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end() {
      if (open !== '') tell(open);
      open = '';
    },
  };
}

function sandboxOptions(
  fn: RunnableFunction,
  { code, standby }: SandboxRequest,
  network: Readonly<Record<string, string>>,
): SandboxOptions {
  const { preload, taskRoot } = code;
  return {
    runtime: fn.runtime,
    handler: fn.handler,
    taskRoot,
    environment: { ...network, ...fn.variables },
    functionName: fn.physicalName,
    functionVersion: fn.version,
    region: fn.region,
    memorySize: fn.memorySize,
    timeout: fn.timeout * 1000,
    logFormat: fn.logFormat,
    credentials: fn.credentials,
    ...(fn.layersFolder === undefined ? {} : { layersRoot: fn.layersFolder }),
    ...(standby && isNode(fn) ? { standby: preload === undefined ? {} : { preload } } : {}),
  };
}

function isNode({ runtime }: RunnableFunction): boolean {
  return runtime.startsWith('nodejs');
}
