import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAwsPorts } from './aws-ports.ts';
import { credentialsOf } from './credentials.ts';
import { type RecordingServer, startRecordingServer } from './recording-server.ts';
import { stsSdk } from './sdk.ts';
import type { AwsSettings } from './settings.ts';

const PROFILES = `
[profile dev]
aws_access_key_id = AKIADEVELOPER
aws_secret_access_key = marked-secret
region = eu-west-1

[profile strong]
role_arn = arn:aws:iam::111122223333:role/strong
source_profile = dev
mfa_serial = arn:aws:iam::111122223333:mfa/anna
`;

let server: RecordingServer;
let folder: string;
const opened: { close(): void }[] = [];

beforeEach(async () => {
  server = await startRecordingServer();
  folder = await mkdtemp(join(tmpdir(), 'nx-lambda-profiles-'));
  await writeFile(join(folder, 'config'), PROFILES);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAENVIRONMENT');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'marked-secret');
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_REGION', undefined);
});

afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  vi.unstubAllEnvs();
  await server.stop();
  await rm(folder, { recursive: true });
});

function ports(settings: AwsSettings) {
  const aws = createAwsPorts({ endpoint: server.endpoint, maxAttempts: 1, ...settings });
  opened.push(aws);
  return aws;
}

const role = { arn: 'arn:aws:iam::111122223333:role/developer', sessionName: 'nx-lambda-anna' };

function session(key: string, end: Date) {
  const body = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${end.toISOString()}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

const caller = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account><Arn>arn:aws:sts::111122223333:assumed-role/developer/x</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>',
};

/** `AKIA…/eu-west-1/sts`: who signed, for which region and service. */
function signatures(): readonly string[] {
  return server.requests.map(({ headers: { authorization } }) => {
    const [key, , region, service] = /Credential=([^,]+)/.exec(String(authorization))?.[1]?.split('/') ?? [];
    return [key, region, service].join('/');
  });
}

describe('a profile', () => {
  it('gives credentials and region, whatever the variables say', async () => {
    server.answer(caller);
    expect(await ports({ profile: 'dev' }).identity.callerIdentity()).toMatchObject({
      ok: true,
      value: { region: 'eu-west-1' },
    });
    expect(await ports({ profile: 'dev', region: 'us-east-2' }).identity.callerIdentity()).toMatchObject({ ok: true });
    expect(signatures()).toEqual(['AKIADEVELOPER/eu-west-1/sts', 'AKIADEVELOPER/us-east-2/sts']);
  });

  it.each([
    ['missing', 'NXL-AWS-PROFILE'],
    ['strong', 'NXL-AWS-CREDENTIALS-MFA'],
  ])('%s gives none, and no others are taken in its place', async (profile, code) => {
    const answer = await ports({ profile, region: 'eu-west-1' }).identity.callerIdentity();
    expect(answer).toMatchObject({ ok: false, failures: [{ code, message: expect.stringContaining(` ${profile}`) }] });
    expect(server.requests).toEqual([]);
  });
});

describe('a role', () => {
  it('is assumed once for all clients, with the profile’s credentials', async () => {
    server.answer(session('ASIASESSION', new Date(Date.now() + 3_600_000)), caller);
    const aws = ports({ profile: 'dev', role });
    await aws.identity.callerIdentity();
    await Promise.all([aws.stacks.listResources('orders'), aws.lambda.getFunction('orders')]);
    expect(signatures().slice(0, 2)).toEqual(['AKIADEVELOPER/eu-west-1/sts', 'ASIASESSION/eu-west-1/sts']);
    expect(signatures().slice(2).toSorted()).toEqual([
      'ASIASESSION/eu-west-1/cloudformation',
      'ASIASESSION/eu-west-1/lambda',
    ]);
    expect(server.requests[0]?.body).toContain('RoleSessionName=nx-lambda-anna');
  });

  it('is assumed with the standard chain’s credentials where there is no profile', async () => {
    server.answer(session('ASIASESSION', new Date(Date.now() + 3_600_000)), caller);
    await ports({ region: 'eu-west-1', role }).identity.callerIdentity();
    expect(signatures()).toEqual(['AKIAENVIRONMENT/eu-west-1/sts', 'ASIASESSION/eu-west-1/sts']);
  });

  it('is assumed anew once the session is about to end, and not before', async () => {
    const sts = new (stsSdk().STSClient)({ endpoint: server.endpoint, region: 'eu-west-1' });
    opened.push({ close: () => sts.destroy() });
    const provider = credentialsOf({ role }, () => sts);
    if (typeof provider !== 'function') throw new Error('a role gives a provider');
    const now = Date.now();
    server.answer(session('ASIAFIRST', new Date(now + 60_000)), session('ASIASECOND', new Date(now + 3_600_000)));
    const keys = [await provider(), await provider(), await provider()].map(({ accessKeyId }) => accessKeyId);
    expect(keys).toEqual(['ASIAFIRST', 'ASIASECOND', 'ASIASECOND']);
  });

  it('that may not be assumed is told as that, with what AWS says', async () => {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/developer</Message></Error></ErrorResponse>';
    server.answer({ status: 403, headers: { 'content-type': 'text/xml' }, body });
    const answer = await ports({ region: 'eu-west-1', role }).identity.callerIdentity();
    expect(answer).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-AWS-ROLE', message: expect.stringContaining('role/developer') }],
    });
  });
});
