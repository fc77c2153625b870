/** What a deployed function runs with, as far as a run on this machine can have the same. */
import { type Failure, failed, type Result, success } from '../failure.ts';

export interface DeployedSettings {
  readonly physicalName: string;
  readonly arn: string;
  /** `$LATEST`, or a version's number. */
  readonly version: string;
  /** ARN of its execution role. */
  readonly role: string;
  readonly runtime?: string;
  readonly handler?: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB. */
  readonly memorySize: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly packageType: 'Zip' | 'Image';
  /** ARNs of layer versions; later ones lie over earlier ones. */
  readonly layers: readonly string[];
  /** Secret: kept in memory and in the function's own process, and nowhere else. */
  readonly environment: SecretVariables;
}

export type SecretVariables =
  | { readonly kind: 'read'; readonly variables: Readonly<Record<string, string>> }
  /** AWS could not decrypt them for this caller; `reason` is its error's name. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The settings of a function that can be run from its code here. */
export type LocalSettings = Omit<DeployedSettings, 'environment' | 'runtime' | 'handler'> & {
  readonly runtime: string;
  readonly handler: string;
  readonly variables: Readonly<Record<string, string>>;
};

/** Why the function can't be run here as it is deployed: all reasons at once. */
export function localSettings(settings: DeployedSettings, invokeCloud: string): Result<LocalSettings> {
  const { environment, runtime, handler, packageType, ...same } = settings;
  const failures: Failure[] = [];
  if (packageType === 'Image' || runtime === undefined || handler === undefined) {
    failures.push({
      code: 'NXL-INVOKE-IMAGE',
      message: `${settings.physicalName} is deployed as a container image, which does not run here.`,
      advice: `Invoke it in the cloud: ${invokeCloud}.`,
    });
  }
  if (environment.kind === 'unreadable') failures.push(undecrypted(settings.physicalName, environment.reason));
  const [first, ...others] = failures;
  if (first !== undefined) return failed(first, ...others);
  if (environment.kind === 'unreadable' || runtime === undefined || handler === undefined) throw new Error('checked');
  return success({ ...same, packageType, runtime, handler, variables: environment.variables });
}

function undecrypted(name: string, reason: string): Failure {
  return {
    code: 'NXL-INVOKE-ENVIRONMENT',
    message: `AWS could not decrypt the environment variables of ${name} for you (${reason}), so it is not run without them.`,
    advice: "Ask for kms:Decrypt on the function's KMS key.",
  };
}

/** The feature environment and the version of Node.js: what a run here can't have as Lambda has it. */
export function nodeDifference(runtime: string, nodeVersion: string): Failure | undefined {
  const deployed = /^nodejs(\d+)\./.exec(runtime)?.[1];
  const here = nodeVersion.replace(/^v/, '').split('.')[0];
  if (deployed === undefined || deployed === here) return undefined;
  return {
    code: 'NXL-INVOKE-NODE-VERSION',
    message: `The function is deployed with ${runtime} and runs on Node.js ${nodeVersion.replace(/^v/, '')} here.`,
    advice: `Run the command with Node.js ${deployed} where the difference matters; the rules for handlers are those of ${runtime}.`,
  };
}
