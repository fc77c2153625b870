/**
 * Node's `exports` and `imports` maps of package.json, as https://nodejs.org/api/esm.html#resolution-algorithm-specification
 * tells and esbuild carries out.
 */
import { isRecord } from './package-json.ts';

export type MapResult =
  /** A path relative to the package's folder. */
  | { readonly kind: 'path'; readonly path: string; readonly exact: boolean }
  /** `imports` may lead to another package. */
  | { readonly kind: 'package'; readonly specifier: string }
  | { readonly kind: 'none' };

const NONE: MapResult = { kind: 'none' };

/** `subpath` is `.` or begins with `./`. */
export function resolveExports(exports: unknown, subpath: string, conditions: ReadonlySet<string>): MapResult {
  const subpaths = isRecord(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  if (!subpaths) return subpath === '.' ? (resolveTarget(exports, '', false, conditions, false) ?? NONE) : NONE;
  return resolveKeys(exports, subpath, conditions, false);
}

/** `specifier` begins with `#`. */
export function resolveImports(imports: unknown, specifier: string, conditions: ReadonlySet<string>): MapResult {
  if (!isRecord(imports) || specifier === '#') return NONE;
  return resolveKeys(imports, specifier, conditions, true);
}

function resolveKeys(
  map: Readonly<Record<string, unknown>>,
  key: string,
  conditions: ReadonlySet<string>,
  internal: boolean,
): MapResult {
  if (!key.endsWith('/') && !key.includes('*') && Object.hasOwn(map, key)) {
    return resolveTarget(map[key], '', false, conditions, internal) ?? NONE;
  }
  for (const pattern of Object.keys(map).filter(isPattern).sort(byLongestPrefix)) {
    const star = pattern.indexOf('*');
    if (star >= 0) {
      const prefix = pattern.slice(0, star);
      const suffix = pattern.slice(star + 1);
      const fits = key.startsWith(prefix) && (suffix === '' || (key.length >= pattern.length && key.endsWith(suffix)));
      if (fits) {
        return (
          resolveTarget(map[pattern], key.slice(star, key.length - suffix.length), true, conditions, internal) ?? NONE
        );
      }
    } else if (key.startsWith(pattern)) {
      const found = resolveTarget(map[pattern], key.slice(pattern.length), false, conditions, internal) ?? NONE;
      return found.kind === 'path' ? { ...found, exact: false } : found;
    }
  }
  return NONE;
}

function isPattern(key: string): boolean {
  return key.endsWith('/') || key.includes('*');
}

function byLongestPrefix(a: string, b: string): number {
  const lengthOf = (key: string) => (key.includes('*') ? key.indexOf('*') + 1 : key.length);
  return lengthOf(b) - lengthOf(a) || b.length - a.length;
}

/** Undefined: no condition fits, so the next one is tried. */
function resolveTarget(
  target: unknown,
  rest: string,
  pattern: boolean,
  conditions: ReadonlySet<string>,
  internal: boolean,
): MapResult | undefined {
  if (typeof target === 'string') return targetPath(target, rest, pattern, internal);
  if (Array.isArray(target)) return firstUsable(target, rest, pattern, conditions, internal);
  if (!isRecord(target)) return NONE;
  for (const [condition, value] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    const found = resolveTarget(value, rest, pattern, conditions, internal);
    if (found !== undefined) return found;
  }
  return undefined;
}

function firstUsable(
  targets: readonly unknown[],
  rest: string,
  pattern: boolean,
  conditions: ReadonlySet<string>,
  internal: boolean,
): MapResult | undefined {
  for (const target of targets) {
    const found = resolveTarget(target, rest, pattern, conditions, internal);
    if (found !== undefined && found.kind !== 'none') return found;
  }
  return targets.length === 0 ? NONE : undefined;
}

function targetPath(target: string, rest: string, pattern: boolean, internal: boolean): MapResult {
  const filled = pattern ? target.replaceAll('*', () => rest) : target + rest;
  if (target.startsWith('./')) return { kind: 'path', path: filled, exact: true };
  const leadsOut = target.startsWith('../') || target.startsWith('/');
  return internal && !leadsOut ? { kind: 'package', specifier: filled } : NONE;
}
