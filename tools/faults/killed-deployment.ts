/** A deployment in a process of its own, for `kill.ts` to end: endpoint, folder of records, number of functions. */
import { deployServices } from '../../packages/operations/src/index.ts';
import { newZip } from './kill.ts';
import { fastClock, sampleAws, sampleFunctions, samplePorts, sampleRequest, withKept } from './sample-deployment.ts';

const [endpoint = '', folder = '', count = '0'] = process.argv.slice(2);
const aws = sampleAws(endpoint, { unlimited: true });
const ports = withKept(samplePorts(aws, folder, newZip, fastClock(20)), aws, folder);
await deployServices(sampleRequest(sampleFunctions(Number(count))), ports, () => undefined);
aws.close();
