/** Names of what stacks hand to one another, as far as they are known before deployment. Loaded at every Nx command. */
import type { Place } from '../failure.ts';

/** A part that is not known is null, so that names can be stored as JSON. */
export type OpenName = readonly (string | null)[];

export interface NameLinks {
  readonly exports: readonly LinkedName[];
  readonly imports: readonly LinkedName[];
  readonly ssmWritten: readonly LinkedName[];
  readonly ssmRead: readonly LinkedName[];
}

export interface LinkedName {
  readonly name: OpenName;
  /** Where it is written. */
  readonly place: Place;
}

/** Whether two names can be the same. Two that are wholly open say nothing of one another. */
export function canBeSame(left: OpenName, right: OpenName): boolean {
  if (isOpen(left) || isOpen(right)) return false;
  const one = wholeName(left);
  const other = wholeName(right);
  if (one !== undefined && other !== undefined) return one === other;
  if (one !== undefined) return patternOf(right).test(one);
  if (other !== undefined) return patternOf(left).test(other);
  // Both are open somewhere: what they begin and end with must fit.
  const fits = (a: string, b: string, starts: boolean) =>
    starts ? a.startsWith(b) || b.startsWith(a) : a.endsWith(b) || b.endsWith(a);
  return fits(left[0] ?? '', right[0] ?? '', true) && fits(left.at(-1) ?? '', right.at(-1) ?? '', false);
}

/** No letter or digit of it is known. */
function isOpen(name: OpenName): boolean {
  return !name.some((part) => part !== null && /[A-Za-z0-9]/.test(part));
}

function patternOf(name: OpenName): RegExp {
  const source = name.map((part) => (part === null ? '.+' : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`, 's');
}

/** The name, where all of it is known. */
export function wholeName(name: OpenName): string | undefined {
  return name.every((part) => part !== null) ? name.join('') : undefined;
}
