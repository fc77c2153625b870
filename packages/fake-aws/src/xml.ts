/** XML as data: a text, or named children in order. A list repeats its name. */
export type XmlValue = string | number | boolean | undefined | XmlNode | readonly XmlNode[];
export interface XmlNode {
  readonly [name: string]: XmlValue | readonly string[];
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}

/** Members that are undefined are left out; lists repeat the element. */
export function xml(name: string, value: XmlNode | string, namespace?: string): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name}${attribute}>${content(value)}</${name}>`;
}

function content(value: XmlNode | string): string {
  if (typeof value === 'string') return escapeXml(value);
  return Object.entries(value)
    .map(([name, member]) => element(name, member))
    .join('');
}

function element(name: string, value: XmlNode[string]): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map((item) => element(name, item)).join('');
  const inner = typeof value === 'object' ? content(value) : escapeXml(String(value));
  return `<${name}>${inner}</${name}>`;
}

function isList(value: XmlNode[string]): value is readonly XmlNode[] | readonly string[] {
  return Array.isArray(value);
}

/** Lists of the query protocol: `<Tags><member>…</member></Tags>`. */
export function members(items: readonly XmlNode[] | readonly string[]): XmlNode {
  return { member: items };
}

/** The raw inside of each `<name>…</name>` in a small document that a client sent. */
export function xmlElements(document: string, name: string): readonly string[] {
  const pattern = new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${name}>`, 'g');
  return [...document.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The unescaped text of the first `<name>…</name>`. */
export function xmlText(document: string, name: string): string | undefined {
  const first = xmlElements(document, name)[0];
  return first === undefined ? undefined : unescapeXml(first);
}

function unescapeXml(text: string): string {
  return text
    .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
