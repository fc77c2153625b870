import { expect, it } from 'vitest';
import { rewriteAssets } from './assets.ts';

const rewrite = (code: string) => rewriteAssets('a.ts', code, (asset) => asset.replace('./', 'assets/'));

it('points the URL of a file beside the source to its copy', () => {
  expect(
    rewrite('const a = new URL(\'./a.cjs\', import.meta.url);\nconst b = new URL("./b.py", import.meta.url).href;'),
  ).toEqual({
    code: 'const a = new URL("assets/a.cjs", import.meta.dist);\nconst b = new URL("assets/b.py", import.meta.dist).href;',
    assets: ['./a.cjs', './b.py'],
  });
});

it('leaves createRequire and text that speaks of import.meta as they are', () => {
  const code = "const load = createRequire(import.meta.url);\nconst banner = 'import.meta.url';";
  expect(rewrite(code)).toEqual({ code, assets: [] });
});

it('rejects what would mean another folder once bundled', () => {
  expect(() => rewrite('const here = import.meta.dirname;')).toThrow('a.ts');
  expect(() => rewrite('const here = new URL(name, import.meta.url);')).toThrow('a.ts');
});
