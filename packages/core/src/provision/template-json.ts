/**
 * A template as JSON, for what CloudFormation can't read in YAML: its parser takes neither aliases nor merge keys
 * (AWS's documentation of template formats).
 */
import { isNull, type TemplateNode } from '../service/template-node.ts';

export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

/** Whether an alias or merge key brings in anything: its node lies outside of the one that holds it. */
export function usesAliases(node: TemplateNode): boolean {
  const children =
    node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries.map(({ value }) => value) : [];
  return children.some((child) => child.start < node.start || child.end > node.end || usesAliases(child));
}

export function templateValue(node: TemplateNode): TemplateValue {
  if (node.kind === 'list') return node.items.map(templateValue);
  if (node.kind === 'map')
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, templateValue(value)]));
  if (isNull(node)) return null;
  if (!node.plain) return node.text;
  if (/^(true|yes|on)$/i.test(node.text)) return true;
  if (/^(false|no|off)$/i.test(node.text)) return false;
  // `012` and `1.10` are kept as they are written: as numbers they would be others.
  return /^-?(0|[1-9]\d{0,14})(\.\d*[1-9])?$/.test(node.text) ? Number(node.text) : node.text;
}
