/** JSON whose text does not depend on the order of keys. */

/** By JSON as it comes: the bundle options of thousands of functions are few different ones. */
const texts = new Map<string, string>();
const MOST_TEXTS = 500;

/** Fields that are undefined are left out, as JSON leaves them out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const plain = JSON.stringify(value) ?? 'null';
  if (typeof value !== 'object' || value === null) return plain;
  const known = texts.get(plain);
  if (known !== undefined) return known;
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  const text = `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join()}}`;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(plain, text);
  return text;
}
