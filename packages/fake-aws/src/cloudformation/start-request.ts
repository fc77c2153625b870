import { ApiError } from '../api-error.ts';
import type { Caller } from '../identity.ts';
import type { Call } from './action.ts';
import type { OnStackFailure } from './change-set.ts';
import type { Start } from './engine/begin.ts';
import { validationError } from './failures.ts';
import { formChoice, formFlag, formParameters, formTags, formTexts, requiredText } from './form.ts';
import type { TargetRequest } from './prepare-target.ts';
import type { Stack } from './stack.ts';
import type { StackIdentity } from './target.ts';
import { templateText } from './template-source.ts';

/** "[a-zA-Z][-a-zA-Z0-9]*", at most 128 characters (CreateStack, StackName). */
export function checkStackName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

export function newIdentity({ caller, world }: Call, name: string): StackIdentity {
  const { account, region } = caller;
  return { account, region, name, id: `arn:aws:cloudformation:${region}:${account}:stack/${name}/${world.newId()}` };
}

/** What a request of CreateStack, UpdateStack or CreateChangeSet makes of a stack. */
export function targetRequest(call: Call, before: Stack | undefined): TargetRequest {
  const { form, caller, world } = call;
  const roleArn = form.get('RoleARN') ?? before?.roleArn;
  return {
    body: bodyOf(call, before) ?? noTemplate(),
    given: formParameters(form),
    ...(before === undefined ? {} : { previous: before.parameters }),
    // "If you don't specify this parameter, CloudFormation doesn't modify the stack's tags."
    tags: formTags(form) ?? before?.tags ?? {},
    capabilities: formTexts(form, 'Capabilities') ?? [],
    notificationArns: formTexts(form, 'NotificationARNs') ?? before?.notificationArns ?? [],
    ...(roleArn === undefined || roleArn === '' ? {} : { roleArn: trusted(call, roleArn, caller, world.untrusted) }),
  };
}

function bodyOf({ form, caller, world }: Call, before: Stack | undefined): string | undefined {
  const given = templateText(form, caller, world);
  if (form.get('UsePreviousTemplate') !== 'true') return given;
  if (given !== undefined) {
    throw validationError('You cannot specify both usePreviousTemplate and Template Body/Template URL.');
  }
  return before?.templateBody;
}

function noTemplate(): never {
  throw validationError('Either Template URL or Template Body must be specified.');
}

function trusted(_call: Call, roleArn: string, caller: Caller, untrusted: ReadonlySet<string>): string {
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+$/.test(roleArn))
    throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
  if (untrusted.has(roleArn)) throw validationError(`Role ${roleArn} is invalid or cannot be assumed`);
  if (caller.denied.includes('iam:PassRole')) {
    throw new ApiError(
      403,
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: iam:PassRole on resource: ${roleArn}`,
    );
  }
  return roleArn;
}

export interface Failing {
  readonly mode: 'STANDARD' | 'EXPRESS';
  readonly disableRollback?: boolean;
}

/**
 * How fast, and what to do when it fails. "Express mode disables rollback by default"; a false DisableRollback in the
 * DeploymentConfig enables it again (User Guide, "Deploy CloudFormation stacks faster with express mode").
 */
export function failingOf(form: URLSearchParams): Failing {
  const mode = formChoice(form, 'DeploymentConfig.Mode', ['STANDARD', 'EXPRESS']) ?? 'STANDARD';
  const configured = formFlag(form, 'DeploymentConfig.DisableRollback');
  const disableRollback = configured ?? formFlag(form, 'DisableRollback') ?? (mode === 'EXPRESS' ? true : undefined);
  return { mode, ...(disableRollback === undefined ? {} : { disableRollback }) };
}

export function onFailure(disableRollback: boolean | undefined, chosen: OnStackFailure | undefined): OnStackFailure {
  if (disableRollback === true) return 'DO_NOTHING';
  return chosen ?? 'ROLLBACK';
}

/** The caller, or the role that CloudFormation assumes (CreateStack, RoleARN). */
export function actingCaller(caller: Caller, roleArn: string | undefined): Caller {
  const [, account, role] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn ?? '') ?? [];
  if (account === undefined || role === undefined) return caller;
  return { ...caller, arn: `arn:aws:sts::${account}:assumed-role/${role}/AWSCloudFormation` };
}

export function startOf(call: Call, failing: Failing, chosen: OnStackFailure | undefined, roleArn?: string): Start {
  const token = call.form.get('ClientRequestToken');
  return {
    caller: actingCaller(call.caller, roleArn),
    onFailure: onFailure(failing.disableRollback, chosen),
    mode: failing.mode,
    time: call.world.clock(),
    ...(token === null ? {} : { token }),
  };
}

export function stackNameOf(form: URLSearchParams): string {
  return requiredText(form, 'StackName');
}
