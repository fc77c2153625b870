/**
 * Nx loads plugins with `require`, and esbuild splits code only into ES modules. So the plugin is bundled and split as
 * ES modules first, and each file of the result is then turned into CommonJS here: what is imported lazily in the
 * sources stays a file of its own that is loaded late, and shared code exists once. Shared files and packages are loaded
 * when they are first used.
 */
import { transform } from 'esbuild';
import { parseSync } from 'oxc-parser';
import { withLazyRequires } from './lazy-requires.ts';
import { withPlainExports } from './plain-exports.ts';

/** Stands in the split ES modules for the URL of the `dist` folder, which only this step knows for each file. */
export const DIST_URL = 'import.meta.dist';

/**
 * @param name path of the file inside `dist`, with `/`.
 * @param target esbuild's name of the oldest Node that must run it, e.g. `node20.19`.
 */
export async function toCommonJs(code: string, name: string, target: string): Promise<string> {
  const depth = name.split('/').length - 1;
  const folder = depth === 0 ? './' : '../'.repeat(depth);
  const { code: commonJs } = await transform(keepComputedImports(code, name), {
    format: 'cjs',
    platform: 'node',
    target,
    sourcefile: name,
    // An import with a literal name becomes a lazy `require`, which loads the AWS SDK's CommonJS build.
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__fileUrl', [DIST_URL]: '__distUrl' },
  });
  const urlOf = (path: string): string => `require('node:url').pathToFileURL(${path}).href`;
  const preamble = [
    commonJs.includes('__fileUrl') ? `const __fileUrl = ${urlOf('__filename')};\n` : '',
    commonJs.includes('__distUrl') ? `const __distUrl = new URL('${folder}', ${urlOf('__filename')}).href;\n` : '',
    commonJs.includes(NATIVE_IMPORT) ? `const ${NATIVE_IMPORT} = (specifier) => import(specifier);\n` : '',
  ];
  return withLazyRequires(withPlainExports(commonJs)).replace(
    /^("use strict";\n)?/,
    (strict) => strict + preamble.join(''),
  );
}

const NATIVE_IMPORT = '__nativeImport';

/** `import(url)` of a file that only the run knows must stay a real import: it may be an ES module at a file URL. */
function keepComputedImports(code: string, name: string): string {
  const { module } = parseSync(name, code);
  let result = code;
  for (const { start, moduleRequest } of module.dynamicImports.toReversed()) {
    if (/^["'`]/.test(code.slice(moduleRequest.start, moduleRequest.end))) continue;
    result = `${result.slice(0, start)}${NATIVE_IMPORT}${result.slice(start + 'import'.length)}`;
  }
  return result;
}
