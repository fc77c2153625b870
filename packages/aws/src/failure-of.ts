/**
 * Every error of the SDK becomes a failure here and nowhere else. AWS's own words are passed on only for errors whose
 * text is known to hold no secret: messages about signatures quote the request, tokens and all.
 */
import { CONFLICT_CODE, type Failure, type FailureCode, PRECONDITION_CODE } from '@nx-lambda/core';
import { ROLE_DENIED } from './credentials.ts';
import { readError, type SdkError } from './sdk-error.ts';

export interface CallContext {
  /** The permission that the call needs, as IAM names it: `lambda:GetFunction`. */
  readonly action: string;
  /** What the call was about: `function orders-api`. */
  readonly subject: string;
}

export interface FailedCall {
  readonly ok: false;
  readonly failures: readonly [Failure];
}

export function failedCall(error: unknown, context: CallContext): FailedCall {
  return { ok: false, failures: [failureOf(error, context)] };
}

export function failureOf(error: unknown, context: CallContext): Failure {
  const read = readError(error);
  const rule = rules.find(({ names, fits }) => names?.includes(read.name) || fits?.(read));
  if (rule === undefined) return unknownError(read, context);
  return { code: rule.code, message: rule.message(read, context), advice: rule.advice(read, context) };
}

interface Rule {
  readonly code: FailureCode;
  /** The error's names in any of the services. */
  readonly names?: readonly string[];
  readonly fits?: (error: SdkError) => boolean;
  readonly message: (error: SdkError, context: CallContext) => string;
  readonly advice: (error: SdkError, context: CallContext) => string;
}

const signatureErrors = ['InvalidSignatureException', 'SignatureDoesNotMatch'];
const networkCodes = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPIPE'];
const certificateCodes =
  /^(?:CERT_|ERR_TLS_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|EPROTO)/;

/** The first rule that fits tells. */
const rules: readonly Rule[] = [
  {
    code: 'NXL-AWS-INTERRUPTED',
    names: ['AbortError'],
    message: (_, { action, subject }) => `${action} for ${subject} was interrupted.`,
    advice: () => 'Run the command again.',
  },
  {
    code: 'NXL-AWS-PROXY',
    // Below 500, what AWS itself answers can always be read; a page of HTML came from somewhere else.
    fits: ({ status = 0, raw, isPage }) =>
      status === 407 || (status < 500 && (isPage || /Deserialization error/.test(raw))),
    message: ({ status }, { action, subject }) =>
      `${action} for ${subject} was answered by something else than AWS${status === undefined ? '' : ` (${status})`}.`,
    advice: () => 'Sign in to the network or its proxy, or let the addresses of AWS pass by the proxy (NO_PROXY).',
  },
  {
    code: 'NXL-AWS-REGION-MISSING',
    fits: ({ raw }) => raw === 'Region is missing',
    message: () => 'No AWS region is set.',
    advice: () => 'Set AWS_REGION, the region of your AWS profile, or the plugin option "region".',
  },
  {
    code: 'NXL-AWS-ROLE',
    names: [ROLE_DENIED],
    message: ({ text }) => `The role that the environment is reached with can't be assumed: ${sentence(text)}`,
    advice: () =>
      'Let the trust policy of the role name you, and your own policies allow sts:AssumeRole on it; which role it is stands in the option "accounts".',
  },
  {
    code: 'NXL-AWS-CREDENTIALS-MFA',
    fits: ({ name, raw }) => name === 'CredentialsProviderError' && /multi-factor|MFA/.test(raw),
    message: ({ raw }) => `The profile${profileIn(raw)} wants a one-time code (MFA), which can't be asked for here.`,
    advice: () =>
      'Sign in with a tool that asks for it (aws sso login, aws login, aws-vault exec), or use a profile that holds a session made with it (aws sts get-session-token).',
  },
  {
    code: 'NXL-AWS-CREDENTIALS-EXPIRED',
    names: ['ExpiredTokenException', 'ExpiredToken', 'RequestExpired', 'TokenRefreshRequired'],
    fits: ({ name, raw }) =>
      name === 'CredentialsProviderError' && /expired|refresh failed|SSO session|re-authenticate/i.test(raw),
    message: () => 'The AWS credentials have expired.',
    advice: () =>
      'Sign in again (for example aws sso login, with --profile where one is used), then run the command again.',
  },
  {
    code: 'NXL-AWS-PROFILE',
    fits: ({ name, raw }) =>
      name === 'CredentialsProviderError' &&
      /using profile: \[|^Profile .* was not found|^Profile .* could not/.test(raw),
    message: ({ raw }) => `This machine's AWS configuration has no credentials for the profile${profileIn(raw)}.`,
    advice: () => 'Make the profile (for example aws configure sso --profile <name>), or correct its name.',
  },
  {
    code: 'NXL-AWS-CREDENTIALS-MISSING',
    names: ['CredentialsProviderError', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
    message: () => 'No AWS credentials were found.',
    advice: () => 'Sign in (for example aws sso login), or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.',
  },
  {
    code: 'NXL-AWS-CLOCK-SKEW',
    names: ['RequestTimeTooSkewed', 'RequestInTheFuture'],
    fits: ({ name, raw }) => signatureErrors.includes(name) && /signature (?:expired|not yet current)/i.test(raw),
    message: () => "AWS refuses the request, because this machine's clock is wrong by minutes.",
    advice: () => 'Set the clock, then run the command again.',
  },
  {
    code: 'NXL-AWS-REGION',
    names: ['AuthorizationHeaderMalformed', 'PermanentRedirect', 'IllegalLocationConstraintException'],
    fits: ({ raw, status }) => status === 301 || /should be scoped to a valid region/i.test(raw),
    message: (_, { action, subject }) => `${action} for ${subject} went to the wrong region.`,
    advice: () =>
      'Set AWS_REGION or the plugin option "region" to the region of the feature environment and its bucket.',
  },
  {
    code: 'NXL-AWS-CREDENTIALS-INVALID',
    names: [
      ...signatureErrors,
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
      'InvalidToken',
      'IncompleteSignature',
      'AuthFailure',
    ],
    message: () => 'AWS does not accept the credentials.',
    advice: () =>
      'Check which profile is used and sign in again; a region that the account has not enabled says the same.',
  },
  {
    code: 'NXL-AWS-ACCESS-DENIED',
    names: ['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation', 'KMSAccessDeniedException', 'Forbidden'],
    fits: ({ status }) => status === 403,
    message: (error, context) => `The credentials may not do ${deniedAction(error, context)} for ${context.subject}.`,
    advice: (error, context) => `Allow ${deniedAction(error, context)} for the role or user, or use other credentials.`,
  },
  {
    code: 'NXL-AWS-THROTTLED',
    names: ['TooManyRequestsException', 'ThrottlingException', 'Throttling', 'RequestLimitExceeded', 'SlowDown'],
    fits: ({ status }) => status === 429,
    message: ({ attempts }, { action, subject }) =>
      `AWS still throttled ${action} for ${subject} after ${attempts ?? 'several'} attempts.`,
    advice: () => 'Run the command again in a moment; raise the option "rateHeadroom" if it stays so.',
  },
  {
    code: PRECONDITION_CODE,
    names: ['PreconditionFailedException', 'PreconditionFailed'],
    fits: ({ status }) => status === 412,
    message: (_, { subject }) => `The ${subject} changed since it was read.`,
    advice: () => 'Run the command again: it compares with what is deployed now.',
  },
  {
    code: CONFLICT_CODE,
    names: ['ResourceConflictException', 'ConditionalRequestConflict'],
    fits: ({ status }) => status === 409,
    message: ({ text }, { subject }) => `The ${subject} is busy: ${sentence(text)}`,
    advice: () => 'Wait until the other change is over, then run the command again.',
  },
  {
    code: 'NXL-AWS-NO-BUCKET',
    names: ['NoSuchBucket'],
    message: (_, { subject }) => `The bucket of ${subject} does not exist.`,
    advice: () => 'Create it (aws s3 mb s3://<name>), or set the plugin option "artifactBucket" to one that exists.',
  },
  {
    code: 'NXL-AWS-NOT-FOUND',
    names: ['ResourceNotFoundException', 'NoSuchKey', 'NotFound', 'CodeArtifactUserDeletedException'],
    fits: ({ status }) => status === 404,
    message: (_, { subject }) => `The ${subject} does not exist.`,
    advice: () => 'Check account, region and environment; provision the stack if it is not there yet.',
  },
  {
    code: 'NXL-AWS-TOO-LARGE',
    names: [
      'RequestEntityTooLargeException',
      'RequestTooLargeException',
      'EntityTooLarge',
      'SerializedRequestEntityTooLargeException',
    ],
    fits: ({ status }) => status === 413,
    message: (_, { action, subject }) => `The request of ${action} for ${subject} is larger than AWS takes.`,
    advice: () => 'Make the payload or the bundle smaller; packages above 50 MB need the option "artifactBucket".',
  },
  {
    code: 'NXL-AWS-CODE-STORAGE',
    names: ['CodeStorageExceededException'],
    message: () => "The account's storage for Lambda code is full in this region.",
    advice: () => 'Delete functions and versions that are not used, or ask AWS for a higher quota.',
  },
  {
    code: 'NXL-AWS-ENDPOINT',
    fits: ({ code, name }) => code === 'ERR_INVALID_URL' || name === 'EndpointError',
    message: () => 'The endpoint of AWS that is set is no valid address.',
    advice: () => 'Check AWS_ENDPOINT_URL, endpoint_url in the AWS profile, and the region.',
  },
  {
    code: 'NXL-AWS-TLS',
    fits: ({ code }) => code !== undefined && certificateCodes.test(code),
    message: ({ code }, { action }) => `${action} could not make a secure connection (${code}).`,
    advice: () => "Behind a proxy that opens TLS, set NODE_EXTRA_CA_CERTS to the proxy's certificate.",
  },
  {
    code: 'NXL-AWS-NETWORK',
    fits: ({ code, raw }) => networkCodes.includes(code ?? '') || /socket hang up/.test(raw),
    message: ({ code, hostname }, { action, subject }) =>
      `${action} for ${subject} could not reach AWS (${[code, hostname].filter(Boolean).join(' ') || 'connection lost'}).`,
    advice: () => 'Check the network, a proxy or VPN, AWS_ENDPOINT_URL, and that the region exists.',
  },
  {
    code: 'NXL-AWS-TIMEOUT',
    names: ['TimeoutError', 'RequestTimeout', 'RequestTimeoutException'],
    fits: ({ code }) => code === 'ETIMEDOUT',
    message: (_, { action, subject }) => `${action} for ${subject} got no answer in time.`,
    advice: () => 'Check the network, a proxy or VPN, then run the command again.',
  },
  {
    code: 'NXL-AWS-SERVICE',
    names: ['ServiceException', 'InternalError', 'InternalFailure', 'ServiceUnavailable'],
    fits: ({ status }) => status !== undefined && status >= 500,
    message: ({ status }, { action, subject }) =>
      `AWS answered ${action} for ${subject} with an error of its own (${status ?? 500}).`,
    advice: () => 'Run the command again in a moment; see https://health.aws.amazon.com if it stays so.',
  },
  {
    code: 'NXL-AWS-REJECTED',
    names: [
      'InvalidParameterValueException',
      'ValidationError',
      'ValidationException',
      'InvalidRequestContentException',
    ],
    fits: ({ status }) => status === 400,
    message: ({ text }, { action, subject }) => `AWS rejects ${action} for ${subject}: ${sentence(text)}`,
    advice: () => 'Correct what the message names, then run the command again.',
  },
];

function unknownError({ name, text }: SdkError, { action, subject }: CallContext): Failure {
  return {
    code: 'NXL-AWS-UNKNOWN',
    message: `${action} failed for ${subject} with ${name}: ${sentence(text)}`,
    advice: 'Run the command again; report it if it stays so.',
  };
}

/** ` dev`, or nothing where the SDK does not name it. */
function profileIn(raw: string): string {
  const [, bracketed, plain] = /profile: \[([\w .@/+-]{1,64})\]|^Profile ([\w.@/+-]{1,64}) /.exec(raw) ?? [];
  const name = bracketed ?? plain;
  return name === undefined ? '' : ` ${name}`;
}

/** AWS names the action that was denied, which may be another than the one called: `s3:PutObject` inside an update. */
function deniedAction({ raw }: SdkError, { action }: CallContext): string {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(raw)?.[1] ?? action;
}

function sentence(text: string): string {
  if (text === '') return 'no reason given.';
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
