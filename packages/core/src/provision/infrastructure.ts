/**
 * Which infrastructure a template describes, in short: a digest for each part that CloudFormation acts on, without the
 * functions' code, which travels its own way. Provisioning writes it into the template's own Metadata, where
 * GetTemplateSummary finds it; comparing it tells which change of infrastructure is waiting.
 */
import { createHash } from 'node:crypto';
import { EMPTY_SCOPE, entriesOf, included, type Scope } from '../service/intrinsics.ts';
import { type TemplateNode, valueOf } from '../service/template-node.ts';
import { LOCAL_PROPERTIES } from './local-content.ts';

/** Key in the template's Metadata. */
export const METADATA_KEY = 'NxLambda';

/** Deeper than any template that CloudFormation takes; fragments may take in one another. */
const MOST_NESTED = 100;

/** `Resources.Orders` → 12 hex digits; the rest of the template by its section's name, e.g. `Outputs`. */
export type InfrastructureDigest = Readonly<Record<string, string>>;

/** Sections that change nothing by themselves, or what they change shows in none of the resources. */
const IGNORED = ['Metadata', 'Description', 'AWSTemplateFormatVersion', 'Resources'];

/**
 * `children`: digests of nested templates, by the logical id of the stack that takes them in. `scope` reads fragments
 * that are included, so that a change in one counts where it is taken in.
 */
export function infrastructureDigest(
  root: TemplateNode,
  children: Readonly<Record<string, string>> = {},
  scope: Scope = EMPTY_SCOPE,
): InfrastructureDigest {
  const digests: [string, string][] = [];
  if (root.kind !== 'map') return {};
  for (const { key, value } of root.entries) {
    if (!IGNORED.includes(key.text)) digests.push([key.text, short(canonical(value, scope))]);
  }
  const sections = [root, ...wholeFragments(root, scope)].map((node) => valueOf(node, 'Resources'));
  for (const { key, value } of sections.flatMap((section) => entriesOf(section, scope))) {
    const text = `${canonical(withoutCode(value), scope)}${children[key.text] ?? ''}`;
    digests.push([`Resources.${key.text}`, short(text)]);
  }
  return Object.fromEntries(digests.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function wholeFragments(root: TemplateNode, scope: Scope): readonly TemplateNode[] {
  const transform = valueOf(root, 'Transform');
  const calls = transform?.kind === 'list' ? transform.items : transform ? [transform] : [];
  return calls.flatMap((call) => included(call, scope) ?? []);
}

export interface InfrastructureDifference {
  readonly part: string;
  readonly kind: 'new' | 'changed' | 'removed';
}

/** From what is provisioned to what the template says here. */
export function infrastructureDifferences(
  provisioned: InfrastructureDigest,
  here: InfrastructureDigest,
): readonly InfrastructureDifference[] {
  const parts = [...new Set([...Object.keys(provisioned), ...Object.keys(here)])].sort();
  return parts.flatMap((part): InfrastructureDifference[] => {
    const before = provisioned[part];
    const after = here[part];
    if (before === after) return [];
    return [{ part, kind: before === undefined ? 'new' : after === undefined ? 'removed' : 'changed' }];
  });
}

/** From GetTemplateSummary's Metadata, a JSON text. Undefined: the stack was provisioned by something else. */
export function provisionedDigest(metadata: string | undefined): InfrastructureDigest | undefined {
  if (metadata === undefined) return undefined;
  try {
    const parsed = JSON.parse(metadata) as Readonly<Record<string, { readonly infrastructure?: unknown } | undefined>>;
    const found = parsed[METADATA_KEY]?.infrastructure;
    if (typeof found !== 'object' || found === null) return undefined;
    const entries = Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    return Object.fromEntries(entries);
  } catch {
    return undefined;
  }
}

function withoutCode(resource: TemplateNode): TemplateNode {
  const type = valueOf(resource, 'Type');
  const local = LOCAL_PROPERTIES.find(
    (each) => type?.kind === 'scalar' && each.type === type.text && each.content === 'function',
  );
  if (local === undefined || resource.kind !== 'map') return resource;
  return {
    ...resource,
    entries: resource.entries
      // How the build makes the code is no infrastructure either.
      .filter(({ key }) => key.text !== 'Metadata')
      .map((entry) => {
        if (entry.key.text !== 'Properties' || entry.value.kind !== 'map') return entry;
        const kept = entry.value.entries.filter(({ key }) => key.text !== local.path[0]);
        return { ...entry, value: { ...entry.value, entries: kept } };
      }),
  };
}

/** The same for every way of writing the same: order of keys, quotes and short tags make no difference. */
function canonical(node: TemplateNode, scope: Scope, depth = 0): string {
  if (node.kind === 'scalar' || depth > MOST_NESTED) return JSON.stringify(node.kind === 'scalar' ? node.text : '');
  const inner = (child: TemplateNode) => canonical(child, scope, depth + 1);
  if (node.kind === 'list') return `[${node.items.map(inner).join(',')}]`;
  const entries = node.entries.map(({ key, value }) => {
    const fragment = key.text === 'Fn::Transform' ? included(value, scope) : undefined;
    return `${JSON.stringify(key.text)}:${inner(value)}${fragment === undefined ? '' : inner(fragment)}`;
  });
  return `{${entries.sort().join(',')}}`;
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
