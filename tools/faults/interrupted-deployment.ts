/** A deployment in a process of its own that ends politely on a signal and prints its report as JSON. */
import { onInterruption } from '../../packages/nx-lambda/src/run/interruption.ts';
import { deployServices } from '../../packages/operations/src/index.ts';
import { newZip } from './kill.ts';
import { sampleAws, sampleFunctions, samplePorts, sampleRequest } from './sample-deployment.ts';

const [endpoint = '', folder = '', count = '0'] = process.argv.slice(2);
const { signal, release } = onInterruption();
const aws = sampleAws(endpoint);
const ports = samplePorts(aws, folder, newZip);
const result = await deployServices(sampleRequest(sampleFunctions(Number(count))), ports, () => undefined, signal);
aws.close();
release();
process.stdout.write(JSON.stringify(result.ok ? result.value : result.failures));
