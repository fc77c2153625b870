// Builds every service in this process, by the plugin's batch or by one bare call of esbuild, and says how long it
// took, without the start of Node. Arguments: product or baseline, workspace, service names.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [subject, root, names] = process.argv.slice(2);
const services = names.split(',');
const require = createRequire(join(root, 'package.json'));
const start = performance.now();
if (subject === 'product') {
  const { buildServicesOf } = await import('./plugin-batch.mjs');
  await buildServicesOf(require, root, services);
} else {
  const { bareBuild } = require('trivial-lambda/bare-build.js');
  await bareBuild({
    root,
    entryPoints: services.map((name) => `services/${name}/src/h0.ts`),
    outputs: services.map((name) => join(root, 'dist/lambda', name)),
  });
}
process.stdout.write(`${JSON.stringify({ duration: performance.now() - start })}\n`);
// Whoever measures memory is done now; esbuild's process would keep this one for a moment.
process.exit(0);
