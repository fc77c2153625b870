import { ApiError } from './api-error.ts';
import type { Caller } from './identity.ts';
import type { Operation } from './operation.ts';
import { type QueryService, queryReply } from './query-protocol.ts';
import { trusts } from './trust-policy.ts';
import type { XmlNode } from './xml.ts';

export const STS: QueryService = { namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' };

export function stsOperation(form: URLSearchParams): Operation | undefined {
  const action = form.get('Action') ?? '';
  if (action === 'GetCallerIdentity') {
    return {
      service: 'sts',
      name: action,
      mutating: false,
      run: ({ caller, requestId }) =>
        queryReply(STS, action, { UserId: caller.userId, Account: caller.account, Arn: caller.arn }, requestId),
    };
  }
  if (action === 'AssumeRole') {
    return {
      service: 'sts',
      name: action,
      mutating: false,
      resource: form.get('RoleArn') ?? '',
      run: (call) => queryReply(STS, action, assumeRole(form, call.world, call.caller), call.requestId),
    };
  }
  return undefined;
}

function assumeRole(form: URLSearchParams, world: Parameters<Operation['run']>[0]['world'], caller: Caller): XmlNode {
  const roleArn = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const [, account, path] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  if (account === undefined || path === undefined) {
    throw new ApiError(400, 'ValidationError', `${roleArn} is invalid`);
  }
  // "[\w+=,.@-]*", 2 to 64 characters (AssumeRole, RoleSessionName).
  if (!/^[\w+=,.@-]{2,64}$/.test(session)) {
    throw new ApiError(
      400,
      'ValidationError',
      `1 validation error detected: Value '${session}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const policy = world.trustPolicies.get(roleArn);
  if (world.untrusted.has(roleArn) || (policy !== undefined && !trusts(policy, caller))) {
    throw new ApiError(
      403,
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  }
  const id = world.newId().replaceAll('-', '').toUpperCase();
  const accessKeyId = `ASIA${id.slice(0, 16)}`;
  const roleId = `AROA${id.slice(0, 16)}`;
  // The role's path is not part of an assumed role's ARN.
  const role = path.slice(path.lastIndexOf('/') + 1);
  const arn = `arn:aws:sts::${account}:assumed-role/${role}/${session}`;
  world.identities.set(accessKeyId, { account, arn, userId: `${roleId}:${session}` });
  const seconds = Number(form.get('DurationSeconds') ?? 3600);
  return {
    AssumedRoleUser: { Arn: arn, AssumedRoleId: `${roleId}:${session}` },
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: 'stand-in-secret-access-key',
      SessionToken: `stand-in-session-${id}`,
      Expiration: new Date(world.clock() + seconds * 1000).toISOString(),
    },
  };
}
