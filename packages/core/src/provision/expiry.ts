/** How long a feature environment lives: a duration from now, or a date. Kept as a day, so that a tag changes once a day at most. */
import { type Failure, failed, type Result, success } from '../failure.ts';

/** The tag of stacks; its value is a day as `2026-12-06`, the last one on which the environment is wanted. */
export const EXPIRES_TAG = 'nx-lambda:expires';

const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: DAY, w: 7 * DAY };

/** `14d`, `2w`, `48h`, `2026-12-24` or `never`; undefined for never. `now` is in milliseconds. Days are those of UTC. */
export function expiryDay(written: string, now: number): Result<string | undefined> {
  const text = written.trim();
  if (text === 'never') return success(undefined);
  const [, count, unit] = /^(\d{1,4})\s*([hdw])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined && Number(count) > 0) {
    return success(dayOf(now + Number(count) * (UNITS[unit] ?? DAY)));
  }
  if (isDay(text)) return text >= dayOf(now) ? success(text) : failed(unusable(written, 'lies in the past'));
  return failed(unusable(written, 'is neither a duration nor a date'));
}

/** Undefined: it never expires, or its tag says nothing that can be read. */
export function daysLeft(day: string | undefined, now: number): number | undefined {
  if (day === undefined || !isDay(day)) return undefined;
  return Math.round((Date.parse(day) - Date.parse(dayOf(now))) / DAY);
}

export function isExpired(day: string | undefined, now: number): boolean {
  const left = daysLeft(day, now);
  return left !== undefined && left < 0;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A day that the calendar has. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && dayOf(time) === text;
}

function unusable(written: string, why: string): Failure {
  return {
    code: 'NXL-PROVISION-EXPIRES',
    message: `The expiry "${written}" ${why}.`,
    advice: 'Use a duration such as 12h, 14d or 2w, a date such as 2026-12-24, or never.',
  };
}
