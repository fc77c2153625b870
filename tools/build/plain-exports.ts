/**
 * esbuild makes exports getters behind getters, so that they follow variables that change. Here none does, and each use
 * from another file would pass both: some 0.1 µs, where a property costs nothing, and functions that the engine can't see
 * through.
 */

const ANSWERED = /^module\.exports = __toCommonJS\((\w+)\);$/m;

const NAMES = '// Annotate the CommonJS export names';

/** @param code of a CommonJS file of esbuild's. What hands on all exports of another file stays as it is. */
export function withPlainExports(code: string): string {
  const [declaration, name] = ANSWERED.exec(code) ?? [];
  if (declaration === undefined || name === undefined || code.includes('__reExport(')) return code;
  const exports = `module.exports = Object.defineProperty({ ...${name} }, '__esModule', { value: true });`;
  // The names for importing ES modules stay last, which is where Node looks for them.
  const [body = '', names] = code.replace(declaration, '').split(NAMES);
  return `${body.trimEnd()}\n${exports}\n${names === undefined ? '' : NAMES + names}`;
}
