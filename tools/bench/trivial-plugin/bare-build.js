// What a build can't do without: one call of esbuild with the options that nx-lambda gives it, a zip for each entry
// point, and both the zip and the source map written.
const { mkdir, writeFile } = require('node:fs/promises');
const { join } = require('node:path');
const { zipSync } = require('fflate');
const { build } = require('esbuild');

exports.bareBuild = async ({ root, entryPoints, outputs }) => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entryPoints.map((path, index) => ({ in: `./${path}`, out: String(index) })),
    outdir: root,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    minify: true,
    sourcemap: 'external',
    logLevel: 'silent',
  });
  for (let index = 0; index < outputs.length; index++) {
    const folder = outputs[index];
    await mkdir(folder, { recursive: true });
    const map = outputFiles[2 * index];
    const code = outputFiles[2 * index + 1];
    const zip = zipSync({ 'src/h0.js': code.contents }, { level: 6 });
    await Promise.all([writeFile(join(folder, 'Fn0.zip'), zip), writeFile(join(folder, 'Fn0.js.map'), map.contents)]);
  }
};
