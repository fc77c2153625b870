/** The path of a zip's entry where it stays inside of the folder that the zip is unpacked to; a zip may name any path. */
export function insidePath(name: string): string | undefined {
  const parts = name.replaceAll('\\', '/').split('/');
  const leaves = /^(?:[/\\]|[a-z]:)/i.test(name) || parts.includes('..') || name.includes('\0');
  const kept = parts.filter((part) => part !== '' && part !== '.');
  return leaves || kept.length === 0 ? undefined : kept.join('/');
}
