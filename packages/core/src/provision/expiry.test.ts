import { expect, test } from 'vitest';
import { daysLeft, expiryDay, isExpired } from './expiry.ts';

const noon = Date.parse('2026-11-22T12:00:00Z');

test.each([
  ['14d', '2026-12-06'],
  ['2w', '2026-12-06'],
  ['11h', '2026-11-22'],
  ['12h', '2026-11-23'],
  [' 1d ', '2026-11-23'],
  ['2026-11-22', '2026-11-22'],
  ['2028-02-29', '2028-02-29'],
])('%s is the day %s', (written, day) => {
  expect(expiryDay(written, noon)).toEqual({ ok: true, value: day });
});

test('never is no day', () => {
  expect(expiryDay('never', noon)).toEqual({ ok: true, value: undefined });
});

test.each(['', 'soon', '0d', '14', '-3d', '2026-02-30', '2026-13-01', '22.11.2026', '2026-11-21'])(
  '"%s" is told to be no expiry',
  (written) => {
    const result = expiryDay(written, noon);
    expect(result.ok ? [] : result.failures.map(({ code }) => code)).toEqual(['NXL-PROVISION-EXPIRES']);
  },
);

test('an environment lives through its last day', () => {
  expect(isExpired('2026-11-22', noon)).toBe(false);
  expect(isExpired('2026-11-21', noon)).toBe(true);
  expect(daysLeft('2026-12-06', noon)).toBe(14);
});

test('what is no day never expires', () => {
  for (const tag of [undefined, '', 'never', '2026-99-99']) expect(isExpired(tag, noon)).toBe(false);
});
