/** The control characters of a text, tabs and line breaks aside, as `U+1B`; each once. */
export function controlCharacters(text: string): readonly string[] {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const found = codes.filter((code) => (code < 0x20 && code !== 0x09 && code !== 0x0a) || code === 0x7f);
  return [...new Set(found)].map((code) => `U+${code.toString(16).toUpperCase()}`);
}
