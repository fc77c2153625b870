import { bytesBody } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AwsPorts, createAwsPorts } from './aws-ports.ts';
import { lambdaError, type RecordingServer, startRecordingServer } from './recording-server.ts';

let server: RecordingServer;
let aws: AwsPorts;

beforeEach(async () => {
  server = await startRecordingServer();
  aws = createAwsPorts({
    region: 'eu-central-1',
    endpoint: server.endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'marked-secret' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  aws.close();
  vi.unstubAllEnvs();
  await server.stop();
});

const configuration = {
  FunctionName: 'orders-api',
  FunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:orders-api',
  Runtime: 'nodejs22.x',
  Handler: 'app.handler',
  CodeSize: 12,
  CodeSha256: 'c2hh',
  RevisionId: 'revision-1',
  Architectures: ['arm64'],
  PackageType: 'Zip',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  LastModified: '2026-11-22T08:00:00.000+0000',
};

function xml(body: string, status = 200) {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

describe('listFunctions', () => {
  it('reads a page of what lists tell, and where the next one starts', async () => {
    const { State: _state, LastUpdateStatus: _status, ...listed } = configuration;
    server.answer({ status: 200, body: JSON.stringify({ Functions: [listed, {}], NextMarker: 'more' }) });
    expect(await aws.lambda.listFunctions('start')).toMatchObject({
      ok: true,
      value: {
        functions: [{ physicalName: 'orders-api', accountId: '111122223333', codeSha256: 'c2hh' }],
        next: 'more',
      },
    });
    expect(server.requests[0]?.path).toContain('Marker=start');
  });
});

describe('getFunction', () => {
  it('reads configuration and tags, with account and region from the ARN', async () => {
    server.answer({ status: 200, body: JSON.stringify({ Configuration: configuration, Tags: { team: 'red' } }) });
    expect(await aws.lambda.getFunction('orders-api')).toEqual({
      ok: true,
      value: {
        physicalName: 'orders-api',
        arn: configuration.FunctionArn,
        accountId: '111122223333',
        region: 'eu-central-1',
        codeSha256: 'c2hh',
        codeSize: 12,
        revisionId: 'revision-1',
        runtime: 'nodejs22.x',
        handler: 'app.handler',
        architectures: ['arm64'],
        packageType: 'Zip',
        state: 'Active',
        lastUpdateStatus: 'Successful',
        lastModified: '2026-11-22T08:00:00.000+0000',
        tags: { kind: 'read', tags: { team: 'red' } },
      },
    });
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/2015-03-31/functions/orders-api' }]);
  });

  it('tells no tags from tags that may not be read', async () => {
    const TagsError = { ErrorCode: 'AccessDeniedException', Message: 'No lambda:ListTags.' };
    server.answer({ status: 200, body: JSON.stringify({ Configuration: configuration, TagsError }) });
    expect(await aws.lambda.getFunction('orders-api')).toMatchObject({ value: { tags: { kind: 'unreadable' } } });
    server.answer({ status: 200, body: JSON.stringify({ Configuration: configuration }) });
    expect(await aws.lambda.getFunction('orders-api')).toMatchObject({ value: { tags: { kind: 'read', tags: {} } } });
  });

  it('answers undefined for a function that does not exist', async () => {
    server.answer(lambdaError(404, 'ResourceNotFoundException'));
    expect(await aws.lambda.getFunction('orders-api')).toEqual({ ok: true, value: undefined });
  });

  it('is a failure when what answers does not speak as Lambda does', async () => {
    server.answer({ status: 200, body: '{}' });
    expect(await aws.lambda.getFunction('orders-api')).toMatchObject({ failures: [{ code: 'NXL-AWS-UNKNOWN' }] });
  });

  it('sends nothing once its signal is aborted', async () => {
    const result = await aws.lambda.getFunction('orders-api', AbortSignal.abort());
    expect(result).toMatchObject({ failures: [{ code: 'NXL-AWS-INTERRUPTED' }] });
    expect(server.requests).toEqual([]);
  });
});

describe('updateFunctionCode', () => {
  const update = { name: 'orders-api', revisionId: 'revision-1', architecture: 'arm64' };

  it('sends zip, RevisionId and architecture', async () => {
    server.answer({ status: 200, body: JSON.stringify({ CodeSha256: 'bmV3', RevisionId: 'revision-2' }) });
    const result = await aws.lambda.updateFunctionCode({ ...update, code: { kind: 'zip', bytes: Buffer.from('PK') } });
    expect(result).toEqual({ ok: true, value: { codeSha256: 'bmV3', revisionId: 'revision-2' } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      ZipFile: 'UEs=',
      RevisionId: 'revision-1',
      Architectures: ['arm64'],
    });
  });

  it('names the object where the code is in S3', async () => {
    server.answer({ status: 200, body: JSON.stringify({ CodeSha256: 'bmV3', RevisionId: 'revision-2' }) });
    await aws.lambda.updateFunctionCode({ ...update, code: { kind: 's3', bucket: 'zips', key: 'a/b.zip' } });
    expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ S3Bucket: 'zips', S3Key: 'a/b.zip' });
  });

  it('repeats a throttled request as often as it is set to, and no more', async () => {
    const patient = createAwsPorts({
      region: 'eu-central-1',
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 2,
    });
    server.answer(lambdaError(429, 'TooManyRequestsException'));
    const code = { kind: 'zip', bytes: new Uint8Array(1) } as const;
    const result = await patient.lambda.updateFunctionCode({ ...update, code });
    patient.close();
    expect(result).toMatchObject({ failures: [{ code: 'NXL-AWS-THROTTLED' }] });
    expect(server.requests).toHaveLength(2);
  });
});

describe('invoke', () => {
  it('sends an invocation once even when the connection breaks', async () => {
    const patient = createAwsPorts({
      region: 'eu-central-1',
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    server.answer('reset');
    const payload = Buffer.from('{}');
    const result = await patient.lambda.invoke({ name: 'orders-api', payload, async: false });
    patient.close();
    expect(result).toMatchObject({ failures: [{ code: 'NXL-AWS-NETWORK' }] });
    expect(server.requests).toHaveLength(1);
  });

  it('reads result, error kind, version, request id and log', async () => {
    const headers = {
      'x-amz-function-error': 'Unhandled',
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': 'request-1',
      'x-amz-log-result': Buffer.from('START\n').toString('base64'),
    };
    server.answer({ status: 200, headers, body: '{"errorMessage":"x"}' });
    const result = await aws.lambda.invoke({ name: 'orders-api', payload: Buffer.from('{}'), async: false });
    expect(result).toMatchObject({
      value: {
        statusCode: 200,
        functionError: 'Unhandled',
        executedVersion: '$LATEST',
        requestId: 'request-1',
        logTail: 'START\n',
      },
    });
    expect(server.requests[0]?.headers).toMatchObject({
      'x-amz-invocation-type': 'RequestResponse',
      'x-amz-log-type': 'Tail',
    });
  });

  it('sends an event without asking for a log', async () => {
    server.answer({ status: 202, body: '' });
    const result = await aws.lambda.invoke({ name: 'orders-api', payload: Buffer.from('{}'), async: true });
    expect(result).toMatchObject({ value: { statusCode: 202 } });
    expect(server.requests[0]?.headers).toMatchObject({ 'x-amz-invocation-type': 'Event' });
    expect(server.requests[0]?.headers).not.toHaveProperty('x-amz-log-type');
  });
});

describe('listResources', () => {
  const page = (members: string, token = '') =>
    xml(
      `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members}</StackResourceSummaries>${token}</ListStackResourcesResult></ListStackResourcesResponse>`,
    );
  const member = (id: string, status = 'CREATE_COMPLETE') =>
    `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>name-${id}</PhysicalResourceId><ResourceType>AWS::Lambda::Function</ResourceType><ResourceStatus>${status}</ResourceStatus></member>`;

  it('reads every page and leaves out what is deleted', async () => {
    const deleted = member('B', 'DELETE_COMPLETE');
    server.answer(page(member('A') + deleted, '<NextToken>more</NextToken>'), page(member('C')));
    const result = await aws.stacks.listResources('orders-anna');
    const type = 'AWS::Lambda::Function';
    expect(result).toEqual({
      ok: true,
      value: [
        { logicalId: 'A', physicalId: 'name-A', type },
        { logicalId: 'C', physicalId: 'name-C', type },
      ],
    });
    expect(server.requests).toHaveLength(2);
  });

  it('answers undefined for a stack that does not exist', async () => {
    const error =
      '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id orders-anna does not exist</Message></Error></ErrorResponse>';
    server.answer(xml(error, 400));
    expect(await aws.stacks.listResources('orders-anna')).toEqual({ ok: true, value: undefined });
  });
});

describe('putIfAbsent', () => {
  const put = {
    bucket: 'zips',
    key: 'nx-lambda/ab.zip',
    body: bytesBody(Buffer.from('PK')),
    expectedOwner: '111122223333',
    codeSha256: 'n/DU7YQxTbRyVW0XBfbXS5kBZSVyTjbO+gZ1hVyHvFE=',
  };
  const missing = { status: 404, body: '' };

  it('puts an object that is not there, only if absent, with its checksum and the owner of the bucket', async () => {
    server.answer(missing, xml(''));
    expect(await aws.objects.putIfAbsent(put)).toEqual({ ok: true, value: { stored: true } });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'HEAD /zips/nx-lambda/ab.zip',
      'PUT /zips/nx-lambda/ab.zip?x-id=PutObject',
    ]);
    expect(server.requests[1]?.headers).toMatchObject({
      'if-none-match': '*',
      'x-amz-expected-bucket-owner': '111122223333',
      'x-amz-checksum-sha256': put.codeSha256,
    });
  });

  it('uploads nothing when the object is there', async () => {
    server.answer(xml(''));
    expect(await aws.objects.putIfAbsent(put)).toEqual({ ok: true, value: { stored: false } });
    expect(server.requests).toHaveLength(1);
  });

  it('takes an object for stored that someone else put a moment earlier', async () => {
    server.answer(missing, xml('<Error><Code>PreconditionFailed</Code></Error>', 412));
    expect(await aws.objects.putIfAbsent(put)).toEqual({ ok: true, value: { stored: false } });
  });

  it('tells that the bucket does not exist', async () => {
    server.answer(missing, xml('<Error><Code>NoSuchBucket</Code></Error>', 404));
    expect(await aws.objects.putIfAbsent(put)).toMatchObject({ failures: [{ code: 'NXL-AWS-NO-BUCKET' }] });
  });

  it('puts the bucket into the path on an endpoint that the SDK was told by AWS_ENDPOINT_URL', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', `http://localhost:${server.port}`);
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    const other = createAwsPorts({ region: 'eu-central-1', credentials, maxAttempts: 1 });
    server.answer(xml(''));
    expect(await other.objects.putIfAbsent(put)).toEqual({ ok: true, value: { stored: false } });
    other.close();
    expect(server.requests[0]).toMatchObject({ path: '/zips/nx-lambda/ab.zip' });
  });
});

describe('callerIdentity', () => {
  it('answers account, ARN, user id and region', async () => {
    server.answer(
      xml(
        '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/anna</Arn><UserId>U</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
      ),
    );
    expect(await aws.identity.callerIdentity()).toEqual({
      ok: true,
      value: {
        accountId: '111122223333',
        arn: 'arn:aws:iam::111122223333:user/anna',
        userId: 'U',
        region: 'eu-central-1',
      },
    });
  });

  it('is a failure of its own without region, and without credentials', async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    const nowhere = createAwsPorts();
    expect(await nowhere.identity.callerIdentity()).toMatchObject({ failures: [{ code: 'NXL-AWS-REGION-MISSING' }] });
    const nobody = createAwsPorts({ region: 'eu-central-1', endpoint: server.endpoint });
    expect(await nobody.identity.callerIdentity()).toMatchObject({
      failures: [{ code: 'NXL-AWS-CREDENTIALS-MISSING' }],
    });
    expect(server.requests).toEqual([]);
  });
});
