import { writeFile } from 'node:fs/promises';
import { ENVIRONMENT_TAG } from '/tmp/trees/four/packages/core/src/index.ts';
import { startFakeAws } from '/tmp/trees/four/packages/fake-aws/src/index.ts';
import { sampleZip } from '/tmp/trees/four/tools/faults/sample-deployment.ts';
import { createSubjects } from '/tmp/trees/four/tools/bench/subjects.ts';
const ENVIRONMENT = 'anna', REGION = 'us-east-1';
const services = Number(process.argv[2] ?? 50);
const cloud = await startFakeAws(process.argv[3] === 'limits' ? { limits: true, latency: 40 } : {});
for (let service = 0; service < services; service++) cloud.control.seedStack({
  stackName: `s${service}-${ENVIRONMENT}`, region: REGION, tags: { [ENVIRONMENT_TAG]: ENVIRONMENT },
  resources: [{ logicalId: 'Fn0', physicalId: `s${service}-${ENVIRONMENT}-Fn0-1A2B3C4D5E`, function: { handler: 'src/h0.handler', runtime: 'nodejs22.x', architectures: ['x86_64'], timeout: 5, code: { zip: sampleZip({ text: 'never' }) } } }],
});
const environment = { AWS_ENDPOINT_URL: cloud.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'AKIASAMPLE', AWS_SECRET_ACCESS_KEY: 'sample', FEATURE_ENV: ENVIRONMENT };
const subjects = await createSubjects(services, true, { idle: true, environment });
await writeFile(process.argv[4]!, JSON.stringify({ product: subjects.product.root, baseline: subjects.baseline.root, env: subjects.environment }, undefined, 1));
console.log('ready', subjects.product.root);
process.on('SIGTERM', async () => { await subjects.remove(); await cloud.stop(); process.exit(0); });
setInterval(() => {}, 1000);
