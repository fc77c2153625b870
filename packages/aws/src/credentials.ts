/**
 * Whose credentials the clients use, where the standard chain is not to decide it: those of a profile, of a role, or of a
 * role that is assumed with a profile. One provider for all clients, so that a role is assumed once.
 */
import type { STSClient } from '@aws-sdk/client-sts';
import { profilesSdk, stsSdk } from './sdk.ts';
import type { AssumedRole, AwsSettings } from './settings.ts';

type Credentials = NonNullable<AwsSettings['credentials']>;
type Provider = Extract<Credentials, (...args: never) => unknown>;
type Identity = Awaited<ReturnType<Provider>>;

/** Milliseconds before the end of a session from which a new one is asked for: the SDK's own margin. */
const REMAINING = 5 * 60_000;

/** The error of a role that the caller may not assume; other errors are told as what they are. */
export const ROLE_DENIED = 'RoleDenied';

/** Undefined: as the standard chain finds them. `makeSts` makes the client that assumes a role. */
export function credentialsOf(
  { credentials, profile, role }: AwsSettings,
  makeSts: (own: { readonly credentials?: Credentials }) => STSClient,
): Credentials | undefined {
  const own = credentials ?? (profile === undefined ? undefined : ofProfile(profile));
  if (role === undefined) return own;
  let client: STSClient | undefined;
  return shared(() => {
    client ??= makeSts(own === undefined ? {} : { credentials: own });
    return assume(role, client);
  });
}

/** The chain would go on to other credentials where the profile has none. */
function ofProfile(profile: string): Provider {
  let read: Provider | undefined;
  return shared((...given) => {
    read ??= profilesSdk().fromIni({ profile }) as Provider;
    return read(...given);
  });
}

async function assume({ arn, sessionName }: AssumedRole, client: STSClient): Promise<Identity> {
  const command = new (stsSdk().AssumeRoleCommand)({ RoleArn: arn, RoleSessionName: sessionName });
  const { Credentials: session } = await client.send(command).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'AccessDenied' ? roleDenied(error) : error;
  });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken, Expiration } = session ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined || SessionToken === undefined) {
    throw new Error('sts:AssumeRole answered without credentials');
  }
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration !== undefined && { expiration: Expiration }),
  };
}

/** One session for all who ask, until it is about to end; one that could not be had is asked for again. */
function shared(get: Provider): Provider {
  let known: Promise<Identity> | undefined;
  let until = Number.POSITIVE_INFINITY;
  return (...given) => {
    if (known !== undefined && Date.now() < until) return known;
    until = Number.POSITIVE_INFINITY;
    const asked = get(...given);
    known = asked;
    asked.then(
      ({ expiration }) => {
        if (expiration !== undefined) until = expiration.getTime() - REMAINING;
      },
      () => {
        known = undefined;
      },
    );
    return asked;
  };
}

function roleDenied(cause: Error): Error {
  const error = new Error(cause.message, { cause });
  error.name = ROLE_DENIED;
  return error;
}
