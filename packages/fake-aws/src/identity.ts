import { header, type WireRequest } from './wire.ts';

/** Who an access key belongs to and what it may not do. */
export interface Identity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** Denied actions, e.g. `lambda:ListTags`; all others are allowed. */
  readonly denied: readonly string[];
}

export interface Caller extends Identity {
  readonly accessKeyId: string;
  readonly region: string;
  /** The service that the signature is for; absent for an unsigned request. */
  readonly service?: string;
}

export const DEFAULT_ACCOUNT = '123456789012';
export const DEFAULT_REGION = 'us-east-1';

/** What a user of the stand-in says about an access key; the rest is made up. */
export interface IdentitySeed {
  readonly account?: string;
  readonly arn?: string;
  readonly userId?: string;
  readonly denied?: readonly string[];
}

export interface Identities {
  set(accessKeyId: string, seed: IdentitySeed): void;
  of(accessKeyId: string): Identity;
  list(): Readonly<Record<string, Identity>>;
}

export function createIdentities(seeds: Readonly<Record<string, IdentitySeed>>, defaultAccount: string): Identities {
  const known = new Map<string, Identity>();
  const identities: Identities = {
    set: (accessKeyId, seed) => void known.set(accessKeyId, identityFrom(seed, defaultAccount)),
    of: (accessKeyId) => known.get(accessKeyId) ?? identityFrom({}, defaultAccount),
    list: () => Object.fromEntries(known),
  };
  for (const [accessKeyId, seed] of Object.entries(seeds)) identities.set(accessKeyId, seed);
  return identities;
}

function identityFrom(seed: IdentitySeed, defaultAccount: string): Identity {
  const account = seed.account ?? defaultAccount;
  return {
    account,
    arn: seed.arn ?? `arn:aws:iam::${account}:user/developer`,
    userId: seed.userId ?? 'AIDAEXAMPLEDEVELOPER',
    denied: seed.denied ?? [],
  };
}

/**
 * Reads the credential scope of Signature Version 4: `<key>/<date>/<region>/<service>/aws4_request`, in the
 * Authorization header or, presigned, in X-Amz-Credential. The signature itself is not verified: the stand-in knows
 * no secret keys, and any caller on this machine may use it.
 */
export function callerOf(request: WireRequest, identities: Identities): Caller | undefined {
  const authorization = header(request, 'authorization');
  const signed = authorization === undefined ? undefined : /Credential=([^,\s]+)/.exec(authorization)?.[1];
  const credential = signed ?? request.query.get('X-Amz-Credential') ?? undefined;
  if (credential === undefined) return undefined;
  const parts = credential.split('/');
  const accessKeyId = parts[0] ?? '';
  const identity = identities.of(accessKeyId);
  const [, , region, service] = parts;
  return {
    ...identity,
    accessKeyId,
    region: region === undefined || region === '' ? DEFAULT_REGION : region,
    ...(service === undefined ? {} : { service }),
  };
}
