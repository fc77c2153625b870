/**
 * `require` for ES module output. esbuild's shim for CommonJS code in ES modules uses a `require` in scope where there
 * is one and throws else, and Node gives ES modules none.
 */
const SHIM = 'Dynamic require of "';
const BANNER =
  "import { createRequire as __nxLambdaCreateRequire } from 'node:module'; const require = __nxLambdaCreateRequire(import.meta.url);\n";

export interface CodeAndMap {
  readonly code: Uint8Array;
  readonly sourceMap: Uint8Array;
}

/** Adds the banner where the code has esbuild's shim and no banner of the user's makes a `require` already. */
export function withRequire(output: CodeAndMap, userBanner: string | undefined): CodeAndMap {
  if (userBanner !== undefined && /\brequire\s*=/.test(userBanner)) return output;
  if (!Buffer.from(output.code.buffer, output.code.byteOffset, output.code.byteLength).includes(SHIM)) return output;
  return {
    code: Buffer.concat([Buffer.from(BANNER), output.code]),
    sourceMap: oneLineDown(output.sourceMap),
  };
}

/** A `;` in `mappings` ends a generated line. */
function oneLineDown(sourceMap: Uint8Array): Uint8Array {
  const text = Buffer.from(sourceMap.buffer, sourceMap.byteOffset, sourceMap.byteLength).toString('utf8');
  const map = JSON.parse(text) as { readonly mappings: string };
  return Buffer.from(`${JSON.stringify({ ...map, mappings: `;${map.mappings}` }, null, 2)}\n`);
}
