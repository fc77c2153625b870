/** A deployment to be measured from outside: endpoint, folder of records, a zip that all functions have, how many. */
import { readFileSync } from 'node:fs';
import { deployServices } from '../../../packages/operations/src/index.ts';
import { sampleAws, sampleFunctions, samplePorts, sampleRequest } from '../../faults/sample-deployment.ts';

const [endpoint = '', folder = '', zip = '', count = '0'] = process.argv.slice(2);
process.removeAllListeners('warning');
const aws = sampleAws(endpoint, { unlimited: true });
const ports = samplePorts(aws, folder, () => readFileSync(zip));
const result = await deployServices(
  sampleRequest(sampleFunctions(Number(count), { aliases: false })),
  ports,
  () => undefined,
);
aws.close();
if (!result.ok || result.value.counts.updated !== Number(count)) {
  process.stderr.write(`${JSON.stringify(result.ok ? result.value.outcomes[0] : result.failures)}\n`);
  process.exitCode = 1;
}
