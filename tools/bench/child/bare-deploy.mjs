// What a deployment of one function can't do without: bundle, zip, and one call. Arguments: workspace, service, function.
// AWS is found by the SDK's own variables.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [root, service, name] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const { build } = require('esbuild');
const { zipSync } = require('fflate');
const { LambdaClient, UpdateFunctionCodeCommand } = require('@aws-sdk/client-lambda');

process.removeAllListeners('warning');
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: [join(root, `services/${service}/src/h0.ts`)],
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  minify: true,
  logLevel: 'silent',
});
const zip = zipSync({ 'src/h0.js': outputFiles[0].contents }, { level: 6 });
const client = new LambdaClient({});
await client.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile: zip }));
client.destroy();
