import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AwsPorts, createAwsPorts } from './aws-ports.ts';
import { failureOf } from './failure-of.ts';
import { lambdaError, type PreparedAnswer, type RecordingServer, startRecordingServer } from './recording-server.ts';
import { safeText } from './sdk-error.ts';

let server: RecordingServer;
let aws: AwsPorts;

beforeAll(async () => {
  server = await startRecordingServer();
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'marked-secret', sessionToken: 'marked-token' };
  aws = createAwsPorts({ region: 'eu-central-1', endpoint: server.endpoint, credentials, maxAttempts: 1 });
});

afterAll(async () => {
  aws.close();
  await server.stop();
});

beforeEach(() => {
  server.requests.length = 0;
});

async function failureFor(answer: PreparedAnswer) {
  server.answer(answer);
  const code = { kind: 'zip', bytes: new Uint8Array(1) } as const;
  const update = { name: 'orders-api', revisionId: 'r', architecture: 'x86_64', code };
  const result = await aws.lambda.updateFunctionCode(update);
  if (result.ok) throw new Error('an error was prepared');
  return result.failures[0];
}

describe('an error of AWS becomes', () => {
  it.each<[string, PreparedAnswer]>([
    ['NXL-AWS-CREDENTIALS-EXPIRED', lambdaError(403, 'ExpiredTokenException')],
    ['NXL-AWS-PROXY', { status: 407, body: '' }],
    ['NXL-AWS-PROXY', { status: 403, body: '<html><body>Blocked by your network</body></html>' }],
    ['NXL-AWS-PROXY', { status: 200, body: '<html><body>Please sign in</body></html>' }],
    ['NXL-AWS-CREDENTIALS-INVALID', lambdaError(403, 'UnrecognizedClientException')],
    ['NXL-AWS-CREDENTIALS-INVALID', lambdaError(403, 'InvalidSignatureException', 'It should have been marked-token')],
    ['NXL-AWS-CLOCK-SKEW', lambdaError(403, 'InvalidSignatureException', 'Signature expired: 20260101T000000Z is …')],
    ['NXL-AWS-CLOCK-SKEW', lambdaError(403, 'InvalidSignatureException', 'Signature not yet current: …')],
    ['NXL-AWS-REGION', lambdaError(403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region.')],
    ['NXL-AWS-ACCESS-DENIED', lambdaError(403, 'AccessDeniedException')],
    ['NXL-AWS-ACCESS-DENIED', { status: 403, body: '{}' }],
    ['NXL-AWS-THROTTLED', lambdaError(429, 'TooManyRequestsException')],
    ['NXL-AWS-PRECONDITION', lambdaError(412, 'PreconditionFailedException')],
    ['NXL-AWS-CONFLICT', lambdaError(409, 'ResourceConflictException', 'An update is in progress')],
    ['NXL-AWS-NOT-FOUND', lambdaError(404, 'ResourceNotFoundException')],
    ['NXL-AWS-TOO-LARGE', lambdaError(413, 'RequestEntityTooLargeException')],
    ['NXL-AWS-CODE-STORAGE', lambdaError(400, 'CodeStorageExceededException')],
    ['NXL-AWS-REJECTED', lambdaError(400, 'InvalidParameterValueException', 'Could not unzip uploaded file')],
    ['NXL-AWS-SERVICE', lambdaError(500, 'ServiceException')],
    ['NXL-AWS-SERVICE', { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>proxy</html>' }],
    ['NXL-AWS-NETWORK', 'reset'],
  ])('%s: %j', async (code, answer) => {
    const failure = await failureFor(answer);
    expect(failure.code).toBe(code);
    expect(JSON.stringify(failure)).not.toContain('marked-');
    expect(failure.message).toMatch(/\.$/);
    expect(failure.advice).toMatch(/\.$/);
  });

  it('a failure that names the action which was denied, be it another than the one called', async () => {
    const text = 'User: arn:aws:iam::1:user/x is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k';
    const failure = await failureFor(lambdaError(403, 'AccessDeniedException', text));
    expect(failure.message).toContain('s3:GetObject');
    expect((await failureFor(lambdaError(403, 'AccessDeniedException'))).message).toContain(
      'lambda:UpdateFunctionCode',
    );
  });
});

describe('an error of the machine becomes', () => {
  const context = { action: 'lambda:GetFunction', subject: 'function orders-api' };
  const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

  it.each<[string, unknown]>([
    ['NXL-AWS-NETWORK', coded('ENOTFOUND')],
    ['NXL-AWS-NETWORK', coded('ECONNREFUSED')],
    ['NXL-AWS-NETWORK', new AggregateError([coded('ECONNREFUSED')])],
    ['NXL-AWS-TIMEOUT', coded('ETIMEDOUT')],
    ['NXL-AWS-TIMEOUT', Object.assign(new Error('slow'), { name: 'TimeoutError' })],
    ['NXL-AWS-TLS', coded('SELF_SIGNED_CERT_IN_CHAIN')],
    ['NXL-AWS-TLS', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE')],
    ['NXL-AWS-ENDPOINT', coded('ERR_INVALID_URL')],
    ['NXL-AWS-REGION-MISSING', new Error('Region is missing')],
    [
      'NXL-AWS-CREDENTIALS-EXPIRED',
      Object.assign(new Error('The SSO session has expired'), { name: 'CredentialsProviderError' }),
    ],
    ['NXL-AWS-UNKNOWN', new TypeError('odd')],
    ...(
      [
        [
          'NXL-AWS-CREDENTIALS-MFA',
          'Profile dev requires multi-factor authentication, but no MFA code callback was provided.',
        ],
        [
          'NXL-AWS-CREDENTIALS-EXPIRED',
          'The SSO session token associated with profile=dev was not found or is invalid.',
        ],
        [
          'NXL-AWS-CREDENTIALS-EXPIRED',
          'The SSO session associated with this profile is invalid. To refresh this SSO …',
        ],
        ['NXL-AWS-PROFILE', 'Could not resolve credentials using profile: [dev] in configuration/credentials file(s).'],
        ['NXL-AWS-CREDENTIALS-MISSING', 'Could not load credentials from any providers'],
      ] as const
    ).map(([code, text]): [string, unknown] => [
      code,
      Object.assign(new Error(text), { name: 'CredentialsProviderError' }),
    ]),
    ['NXL-AWS-UNKNOWN', 'not even an error'],
  ])('%s: %s', (code, error) => {
    expect(failureOf(error, context).code).toBe(code);
  });
});

it.each([
  ['https://b.s3.amazonaws.com/k?X-Amz-Signature=abc&X-Amz-Security-Token=x y', 'https://b.s3.amazonaws.com/k?… y'],
  ['key AKIAIOSFODNN7EXAMPLE is wrong', 'key … is wrong'],
  [`token ${'x'.repeat(120)} end`, 'token … end'],
  ['two\n  lines', 'two lines'],
])('what could be a secret is taken out of AWS’s words: %s', (text, safe) => {
  expect(safeText(text)).toBe(safe);
});
