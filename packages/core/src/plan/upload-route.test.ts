import { expect, it } from 'vitest';
import { DIRECT_UPLOAD_LIMIT, uploadRoute } from './upload-route.ts';

it('goes through S3 a little below 50 MiB', () => {
  expect(50 * 1024 * 1024 - DIRECT_UPLOAD_LIMIT).toBeGreaterThan(0);
  expect(50 * 1024 * 1024 - DIRECT_UPLOAD_LIMIT).toBeLessThan(10_000);
  expect(uploadRoute(DIRECT_UPLOAD_LIMIT)).toBe('direct');
  expect(uploadRoute(DIRECT_UPLOAD_LIMIT + 1)).toBe('s3');
});

it('leaves room for the rest of the request beside the base64 text of the largest zip', () => {
  const base64 = 4 * Math.ceil(DIRECT_UPLOAD_LIMIT / 3);
  expect(base64 + 4096).toBeLessThanOrEqual(69_905_067);
});
