import { UpdateFunctionCodeCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { type ContractCase, type ContractTarget, failureOf } from '../contract-case.ts';
import { configurationOf, createFunction, ECHO, OTHER, sha256Of, update } from './functions.ts';

async function putZip({ clients, region }: ContractTarget, Bucket: string, Key: string): Promise<void> {
  const LocationConstraint = region === 'eu-west-1' ? region : undefined;
  await clients.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
  await clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: OTHER }));
}

export const LAMBDA_UPDATE_CASES: readonly ContractCase[] = [
  {
    behaviour: 'UpdateFunctionCode by zip answers and keeps the new codeSha256',
    async run(target) {
      await createFunction(target, 'update-zip');
      expect((await update(target, 'update-zip', OTHER)).CodeSha256).toBe(sha256Of(OTHER));
      target.settle();
      expect(await configurationOf(target, 'update-zip')).toMatchObject({
        CodeSha256: sha256Of(OTHER),
        CodeSize: OTHER.length,
        LastUpdateStatus: 'Successful',
      });
    },
  },
  {
    behaviour: 'UpdateFunctionCode takes the zip from S3',
    async run(target) {
      await createFunction(target, 'update-s3');
      await putZip(target, 'update-code-bucket', 'a folder/code+1.zip');
      await target.clients.lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName: 'update-s3',
          S3Bucket: 'update-code-bucket',
          S3Key: 'a folder/code+1.zip',
        }),
      );
      target.settle();
      expect((await configurationOf(target, 'update-s3')).CodeSha256).toBe(sha256Of(OTHER));
    },
  },
  {
    behaviour: 'code from an S3 key or bucket that does not exist is refused',
    notMoto: 'a missing S3 key is accepted',
    async run(target) {
      await createFunction(target, 'update-nowhere');
      await putZip(target, 'update-nowhere-bucket', 'code.zip');
      const from = (S3Bucket: string, S3Key: string) =>
        failureOf(
          target.clients.lambda.send(
            new UpdateFunctionCodeCommand({ FunctionName: 'update-nowhere', S3Bucket, S3Key }),
          ),
        );
      expect(await from('update-nowhere-bucket', 'other.zip')).toEqual({
        name: 'InvalidParameterValueException',
        status: 400,
        message:
          'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
      });
      expect((await from('update-no-bucket', 'code.zip')).message).toContain('S3 Error Code: NoSuchBucket');
    },
  },
  {
    behaviour: 'bytes that are no zip are refused and leave the code as it was',
    notMoto: 'a broken zip is accepted',
    async run(target) {
      await createFunction(target, 'update-broken');
      expect(await failureOf(update(target, 'update-broken', Buffer.from('no zip')))).toEqual({
        name: 'InvalidParameterValueException',
        status: 400,
        message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
      });
      expect((await configurationOf(target, 'update-broken')).CodeSha256).toBe(sha256Of(ECHO));
    },
  },
  {
    behaviour: 'an update goes from InProgress to Successful',
    notMoto: 'LastUpdateStatus is always Successful',
    async run(target) {
      await createFunction(target, 'update-progress');
      expect((await update(target, 'update-progress', OTHER)).LastUpdateStatus).toBe('InProgress');
      expect((await configurationOf(target, 'update-progress')).LastUpdateStatus).toBe('InProgress');
      target.settle();
      expect((await configurationOf(target, 'update-progress')).LastUpdateStatus).toBe('Successful');
    },
  },
  {
    behaviour: 'a second update while one is in progress is a ResourceConflictException with status 409',
    notMoto: 'an update is never in progress',
    async run(target) {
      await createFunction(target, 'update-conflict');
      await update(target, 'update-conflict', OTHER);
      expect(await failureOf(update(target, 'update-conflict', ECHO))).toMatchObject({
        name: 'ResourceConflictException',
        status: 409,
        message: expect.stringContaining('An update is in progress for resource: arn:aws:lambda:'),
      });
      target.settle();
      await update(target, 'update-conflict', ECHO);
      target.settle();
      expect((await configurationOf(target, 'update-conflict')).CodeSha256).toBe(sha256Of(ECHO));
    },
  },
  {
    behaviour: 'RevisionId changes when an update is accepted and again when it settles',
    notMoto: 'RevisionId is absent',
    async run(target) {
      await createFunction(target, 'update-revision');
      const before = (await configurationOf(target, 'update-revision')).RevisionId;
      const accepted = (await update(target, 'update-revision', OTHER, before)).RevisionId;
      target.settle();
      const settled = (await configurationOf(target, 'update-revision')).RevisionId;
      expect(new Set([before, accepted, settled]).size).toBe(3);
      await update(target, 'update-revision', ECHO, settled);
    },
  },
  {
    behaviour: 'a RevisionId that is no longer the present one is a PreconditionFailedException with status 412',
    notMoto: 'RevisionId is ignored',
    async run(target) {
      await createFunction(target, 'update-stale');
      const accepted = (await update(target, 'update-stale', OTHER)).RevisionId;
      target.settle();
      expect(await failureOf(update(target, 'update-stale', ECHO, accepted))).toMatchObject({
        name: 'PreconditionFailedException',
        status: 412,
      });
      expect((await configurationOf(target, 'update-stale')).CodeSha256).toBe(sha256Of(OTHER));
    },
  },
  {
    behaviour: 'DryRun answers the codeSha256 and changes nothing',
    notMoto: 'DryRun is ignored',
    async run(target) {
      await createFunction(target, 'update-dry');
      const before = await configurationOf(target, 'update-dry');
      const answer = await target.clients.lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: 'update-dry', ZipFile: OTHER, DryRun: true }),
      );
      expect(answer.CodeSha256).toBe(sha256Of(OTHER));
      expect(await configurationOf(target, 'update-dry')).toEqual({ ...before });
    },
  },
  {
    behaviour: 'UpdateFunctionCode sets the architecture that the code is for',
    notMoto: 'Architectures is ignored',
    async run(target) {
      await createFunction(target, 'update-arm');
      await target.clients.lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: 'update-arm', ZipFile: OTHER, Architectures: ['arm64'] }),
      );
      expect((await configurationOf(target, 'update-arm')).Architectures).toEqual(['arm64']);
    },
  },
  {
    behaviour: 'UpdateFunctionConfiguration replaces what it names and leaves the rest and the code',
    async run(target) {
      await createFunction(target, 'update-settings', { Environment: { Variables: { A: '1' } }, Timeout: 9 });
      await target.clients.lambda.send(
        new UpdateFunctionConfigurationCommand({
          FunctionName: 'update-settings',
          MemorySize: 512,
          Environment: { Variables: { B: '2' } },
        }),
      );
      target.settle();
      expect(await configurationOf(target, 'update-settings')).toMatchObject({
        MemorySize: 512,
        Timeout: 9,
        Environment: { Variables: { B: '2' } },
        CodeSha256: sha256Of(ECHO),
      });
      expect((await configurationOf(target, 'update-settings')).Environment?.Variables).not.toHaveProperty('A');
    },
  },
  {
    behaviour: 'a request of 69,905,067 bytes is refused with status 413',
    notMoto: 'there is no limit',
    async run(target) {
      await createFunction(target, 'update-large');
      const failure = await failureOf(update(target, 'update-large', new Uint8Array(52_428_800)));
      expect(failure).toMatchObject({ name: 'RequestEntityTooLargeException', status: 413 });
    },
  },
];
