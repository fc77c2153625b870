/**
 * What a deployed function has besides its code, read for a run on this machine: settings, variables, layers and the
 * credentials of its role. All of it stays in memory.
 */
import {
  type CallerIdentity,
  type Failures,
  type FunctionSettingsPort,
  failed,
  type LayerCodePort,
  type LayerFoldersPort,
  type LayerPort,
  type LocalIdentity,
  type LocalSettings,
  localSettings,
  type Notice,
  nodeDifference,
  ownCredentialsNotice,
  type Result,
  type RolePort,
  type RunnableFunction,
  roleNotAssumable,
  roleSessionName,
  type SessionCredentials,
  success,
} from '@nx-lambda/core';

export interface LocalFunctionRequest {
  readonly physicalName: string;
  /** As the code that lies here is to be called: the template's, which may be ahead of what is deployed. */
  readonly handler: string;
  readonly environment: string;
  readonly caller: CallerIdentity;
  readonly credentials: 'role' | 'own';
  /** Of what runs the function, e.g. `v22.1.0`. */
  readonly nodeVersion: string;
  /** For messages: the command that invokes the function in the cloud. */
  readonly invokeCloud: string;
}

export interface LocalFunctionPorts {
  readonly settings: FunctionSettingsPort;
  readonly role: RolePort;
  readonly layers: Pick<LayerPort, 'getVersion'>;
  readonly layerCode: LayerCodePort;
  readonly layerFolders: LayerFoldersPort;
}

export interface LocalFunction {
  readonly run: RunnableFunction;
  readonly arn: string;
  readonly identity: LocalIdentity;
  readonly notices: readonly Notice[];
}

export async function readLocalFunction(
  request: LocalFunctionRequest,
  ports: LocalFunctionPorts,
  signal?: AbortSignal,
): Promise<Result<LocalFunction>> {
  const { physicalName, caller } = request;
  const read = await ports.settings.settings(physicalName, signal);
  if (!read.ok) return read;
  if (read.value === undefined) {
    return failed({
      code: 'NXL-INVOKE-NOT-DEPLOYED',
      message: `There is no function ${physicalName} in account ${caller.accountId}, region ${caller.region}.`,
      advice: `Create the environment ${request.environment} first, or name another one with --environment.`,
    });
  }
  const settings = localSettings(read.value, request.invokeCloud);
  if (!settings.ok) return settings;
  const [session, layers] = await Promise.all([
    credentialsOf(settings.value, request, ports.role, signal),
    layersOf(settings.value, ports, signal),
  ]);
  if (!session.ok || !layers.ok) return allFailures(session, layers);

  const { identity, credentials } = session.value;
  const { runtime, version, timeout, memorySize, logFormat, variables, role, arn } = settings.value;
  const notices = [
    ...(identity.kind === 'own' ? [ownCredentialsNotice(identity.arn, role)] : []),
    nodeDifference(runtime, request.nodeVersion),
  ].filter((notice) => notice !== undefined);
  return success({
    arn,
    identity,
    notices,
    run: {
      physicalName: settings.value.physicalName,
      version,
      runtime,
      handler: request.handler,
      region: arn.split(':')[3] ?? caller.region,
      timeout,
      memorySize,
      logFormat,
      variables,
      credentials,
      ...(layers.value === undefined ? {} : { layersFolder: layers.value }),
    },
  });
}

async function credentialsOf(
  { role }: LocalSettings,
  { credentials: chosen, caller, environment }: LocalFunctionRequest,
  port: RolePort,
  signal: AbortSignal | undefined,
): Promise<Result<{ readonly identity: LocalIdentity; readonly credentials: SessionCredentials }>> {
  if (chosen === 'own') {
    const own = await port.ownCredentials();
    return own.ok ? success({ identity: { kind: 'own', arn: caller.arn }, credentials: own.value }) : own;
  }
  const session = await port.assumeRole({ role, sessionName: roleSessionName(environment) }, signal);
  if (session.ok) {
    const { arn, credentials } = session.value;
    return success({ identity: { kind: 'role', arn }, credentials });
  }
  const [cause] = session.failures;
  return cause.code === 'NXL-AWS-ACCESS-DENIED' ? failed(roleNotAssumable(role, caller, cause)) : session;
}

async function layersOf(
  { layers }: LocalSettings,
  ports: LocalFunctionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<string | undefined>> {
  if (layers.length === 0) return success(undefined);
  const versions = await Promise.all(layers.map((arn) => ports.layers.getVersion(arn, signal)));
  const found: { codeSha256: string; read: () => Promise<Result<Uint8Array>> }[] = [];
  for (const [index, version] of versions.entries()) {
    const arn = layers[index] ?? '';
    if (!version.ok) return version;
    if (version.value === undefined) return failed(layerGone(arn));
    found.push({ codeSha256: version.value.codeSha256, read: () => ports.layerCode.read(arn, signal) });
  }
  return ports.layerFolders.folder(found);
}

function layerGone(arn: string) {
  return {
    code: 'NXL-INVOKE-LAYER',
    message: `The layer version ${arn}, which the function uses, was deleted and can't be read any more.`,
    advice: 'Publish the layer anew and let the template name the new version.',
  } as const;
}

function allFailures(...results: readonly Result<unknown>[]): { readonly ok: false; readonly failures: Failures } {
  const [first, ...others] = results.flatMap((result) => (result.ok ? [] : result.failures));
  if (first === undefined) throw new Error('nothing failed');
  return failed(first, ...others);
}
