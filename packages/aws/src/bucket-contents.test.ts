import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AwsPorts, createAwsPorts } from './aws-ports.ts';
import { type RecordingServer, startRecordingServer } from './recording-server.ts';

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
  await server.stop();
});

const xml = (body: string, status = 200) => ({ status, headers: { 'content-type': 'application/xml' }, body });
const page = (rows: string) => xml(`<ListVersionsResult>${rows}</ListVersionsResult>`);
const NONE = page('<IsTruncated>false</IsTruncated>');
const DONE = xml('<DeleteResult/>');

it('removes page after page until nothing is left, versions and delete markers alike', async () => {
  const version = '<Version><Key>a</Key><VersionId>v1</VersionId></Version>';
  const marker = '<DeleteMarker><Key>a</Key><VersionId>v2</VersionId></DeleteMarker>';
  server.answer(page(version + marker), DONE, page('<Version><Key>b</Key></Version>'), DONE, NONE);
  expect(await aws.buckets.empty('files', '111122223333')).toEqual({ ok: true, value: 3 });
  expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST', 'GET']);
  expect(server.requests[1]?.body).toContain('<VersionId>v2</VersionId>');
  expect(server.requests.every(({ headers }) => headers['x-amz-expected-bucket-owner'] === '111122223333')).toBe(true);
});

it('tells objects that would not go, instead of trying for ever', async () => {
  const locked = '<DeleteResult><Error><Key>a</Key><Code>AccessDenied</Code></Error></DeleteResult>';
  server.answer(page('<Version><Key>a</Key></Version>'), xml(locked));
  const result = await aws.buckets.empty('files', '111122223333');
  expect(result.ok ? '' : result.failures[0]).toMatchObject({
    code: 'NXL-PROVISION-BUCKET-KEPT',
    message: "The bucket files can't be emptied: a would not go (AccessDenied).",
  });
});

it('tells an empty bucket, one that holds only delete markers, and one that is not there', async () => {
  const marker = page('<DeleteMarker><Key>a</Key><VersionId>v2</VersionId></DeleteMarker>');
  server.answer(NONE, marker, xml('<Error><Code>NoSuchBucket</Code></Error>', 404));
  expect(await aws.buckets.isEmpty('files', '111122223333')).toEqual({ ok: true, value: true });
  expect(await aws.buckets.isEmpty('files', '111122223333')).toEqual({ ok: true, value: false });
  expect(await aws.buckets.isEmpty('files', '111122223333')).toEqual({ ok: true, value: undefined });
});
