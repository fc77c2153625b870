/** Reads JSON as tsconfig.json files are written: with comments, trailing commas and a byte order mark. */

/** Undefined: not JSON even so. */
export function parseJsonWithComments(text: string): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return tryJson(plain) ?? tryJson(stripComments(plain));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One alternative a token, so that nothing inside a string is taken for a comment or a comma. */
const TOKENS = /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\//g;

function stripComments(text: string): string {
  const withoutComments = text.replace(TOKENS, (token) => (token.startsWith('"') ? token : ' '));
  return withoutComments.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[\]}])/g, (token) => (token === ',' ? '' : token));
}
