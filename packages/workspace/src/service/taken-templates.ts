/** Templates that are part of another one and so are no services of their own: nested, included or repeated. */
import type { ServiceReading } from '@nx-lambda/core';

interface Read {
  readonly reading: ServiceReading;
}

export function isTaken(folder: Read, all: readonly Read[]): boolean {
  const { template, config } = folder.reading.service;
  if (template === undefined || config !== undefined) return false;
  return all.some((other) => other !== folder && (refersTo(other, folder, all, template) || repeats(other, folder)));
}

/** Where two refer to each other, the first in the order of folders stays. */
function refersTo(other: Read, folder: Read, all: readonly Read[], template: string): boolean {
  if (!other.reading.references.includes(template)) return false;
  const back = other.reading.service.template;
  const mutual = back !== undefined && folder.reading.references.includes(back);
  return !mutual || all.indexOf(other) < all.indexOf(folder);
}

/** A fragment: every function of it is one of a template above it, by logical id and code. */
function repeats(above: Read, fragment: Read): boolean {
  const { root, functions } = fragment.reading.service;
  const upper = above.reading.service;
  const inside = upper.root === '.' || root.startsWith(`${upper.root}/`);
  if (functions.length === 0 || !inside || upper.template === undefined) return false;
  const known = new Set(upper.functions.map(identity));
  return functions.every((each) => known.has(identity(each)));
}

function identity(each: ServiceReading['service']['functions'][number]): string {
  const { source } = each;
  return `${each.logicalId}\0${source.kind === 'bundle' ? source.entryPoint : source.path}`;
}
