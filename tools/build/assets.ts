/** Files that the sources start or read beside themselves, e.g. the runners that Lambda code runs in. */
import { parseSync } from 'oxc-parser';
import { DIST_URL } from './commonjs.ts';

export interface RewrittenSource {
  readonly code: string;
  /** As the source names them, relative to the source file. */
  readonly assets: readonly string[];
}

const ASSET_URL = /new URL\(\s*(?<quote>['"])(?<path>\.[^'"]+)\k<quote>\s*,\s*$/;
const REQUIRE = /\bcreateRequire\(\s*$/;

/**
 * Points `new URL('./runner.cjs', import.meta.url)` to the copy in dist, and lets `createRequire(import.meta.url)` be.
 * Any other use of `import.meta` would mean another folder once bundled, so it throws.
 * @param outputOf where the copy of an asset is, relative to dist, with `/`.
 */
export function rewriteAssets(file: string, code: string, outputOf: (asset: string) => string): RewrittenSource {
  const assets: string[] = [];
  let rewritten = code;
  for (const { start, end } of parseSync(file, code).module.importMetas.toReversed()) {
    const before = code.slice(0, start);
    const asset = ASSET_URL.exec(before);
    const path = asset?.groups?.path;
    if (asset !== null && path !== undefined) {
      assets.unshift(path);
      const url = `new URL(${JSON.stringify(outputOf(path))}, ${DIST_URL}`;
      rewritten = `${before.slice(0, asset.index)}${url}${rewritten.slice(end + '.url'.length)}`;
    } else if (!REQUIRE.test(before)) {
      throw new Error(
        `${file}: only new URL('./asset', import.meta.url) and createRequire(import.meta.url) can be bundled.`,
      );
    }
  }
  return { code: rewritten, assets };
}
