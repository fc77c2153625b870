// Edits one function and builds it, again and again, by the plugin's batch and by bare esbuild in turns, in a process
// that has all its code loaded. Arguments: workspace, service name, runs.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildServicesOf } from './plugin-batch.mjs';

const [root, name, runs] = process.argv.slice(2);
const require = createRequire(join(root, 'package.json'));
const { bareBuild } = require('trivial-lambda/bare-build.js');
const entryPoint = `services/${name}/src/h0.ts`;
const text = readFileSync(join(root, entryPoint), 'utf8');

const subjects = {
  product: () => buildServicesOf(require, root, [name]),
  baseline: () => bareBuild({ root, entryPoints: [entryPoint], outputs: [join(root, 'dist/bare', name)] }),
};
const durations = { product: [], baseline: [] };
for (let run = -2; run < Number(runs); run++) {
  for (const subject of run % 2 === 0 ? ['product', 'baseline'] : ['baseline', 'product']) {
    writeFileSync(join(root, entryPoint), `${text}export const edit = '${subject} ${run}';\n`);
    const start = performance.now();
    await subjects[subject]();
    // The first rounds load and warm up.
    if (run >= 0) durations[subject].push(performance.now() - start);
  }
}
writeFileSync(join(root, entryPoint), text);
process.stdout.write(`${JSON.stringify(durations)}\n`);
process.exit(0);
