import { isJsonList, isJsonObject, type Json } from '../../json.ts';

/**
 * Values that are only known once a resource is made: texts with a mark inside, so that joining, splitting and
 * substituting them works as on any text, and what comes out still tells where it is from.
 */
const OPEN = '\u{F0000}';
const CLOSE = '\u{F0001}';
const MARK = new RegExp(`${OPEN}(ResourceReference|ResourceAttribute):([^${CLOSE}]*)${CLOSE}`, 'u');

/** What DescribeChangeSet shows in place of such a value. */
export const KNOWN_LATER = '{{changeSet:KNOWN_AFTER_APPLY}}';

export type UnknownSource = 'ResourceReference' | 'ResourceAttribute';

export function unknownValue(source: UnknownSource, name: string): string {
  return `${OPEN}${source}:${name}${CLOSE}`;
}

export function isKnown(value: Json): boolean {
  return entityOf(value) === undefined;
}

/** The first resource or attribute that the value waits for. */
export function entityOf(value: Json): { readonly source: UnknownSource; readonly name: string } | undefined {
  if (typeof value === 'string') {
    const [, source, name] = MARK.exec(value) ?? [];
    if (name === undefined) return undefined;
    return { source: source === 'ResourceAttribute' ? source : 'ResourceReference', name };
  }
  const items = isJsonList(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  for (const item of items) {
    const found = entityOf(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** As DescribeChangeSet shows it: what is not known is `{{changeSet:KNOWN_AFTER_APPLY}}`. */
export function shownValue(value: Json): Json {
  if (typeof value === 'string') return entityOf(value) === undefined ? value : KNOWN_LATER;
  if (isJsonList(value)) return value.map(shownValue);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shownValue(item)]));
}
