/** What can be wrong with a run on this machine, and with a watch: each is told with what to do, and ends with 1. */
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';

const FUNCTION = 'orders-ann-GetOrder-1A2B3C4D5E';
const SOURCE = 'services/orders/src/get.ts';
const LOCAL = ['run', 'orders:invoke-local', '--function=GetOrder'];
const WATCH = ['run-many', '-t', 'watch-feature', '-p', 'orders'];
const NO_CREDENTIALS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };

let shop: Shop;
let taken: Server;

beforeAll(async () => {
  shop = await startShop('refusals');
  await shop.deployAll();
  await shop.remember();
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => taken.close(resolve));
  await shop.stop();
});
afterEach(async () => {
  shop.control.setCaller('ann', {});
  shop.control.seedFunction({ functionName: FUNCTION, runtime: 'nodejs20.x', timeout: 5, kmsKeyArn: '' });
  await shop.reset();
});

async function refused(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { code, output, mutations } = await shop.run(args, { env });
  expect(code).toBe(1);
  expect(mutations).toEqual([]);
  return output;
}

describe('invoke-local', () => {
  it('says which environment has no such function yet, and how to get it', async () => {
    const output = await refused([...LOCAL, '--environment=carl']);
    expect(output).toContain('NXL-INVOKE-NOT-DEPLOYED');
    expect(output).toContain('carl');
  });

  it('says that there are no credentials', async () => {
    expect(await refused(LOCAL, NO_CREDENTIALS)).toContain('NXL-AWS-CREDENTIALS');
  });

  it('does not run with nothing where the variables can not be decrypted', async () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/k';
    shop.control.seedFunction({ functionName: FUNCTION, kmsKeyArn, environment: { TABLE: 'orders' } });
    shop.control.setCaller('ann', { denied: ['kms:Decrypt'] });
    expect(await refused(LOCAL)).toContain('NXL-INVOKE-ENVIRONMENT');
  });

  it.each(['java21', 'go1.x'])('says what to use for %s instead', async (runtime) => {
    shop.control.seedFunction({ functionName: FUNCTION, runtime });
    const output = await refused(LOCAL);
    expect(output).toContain(`NXL-INVOKE-RUNTIME`);
    expect(output).toContain('invoke-cloud');
  });

  it('fails as Lambda does where the handler is missing', async () => {
    await shop.workspace.write(SOURCE, 'export const other = async () => 1;\n');
    expect(await refused(LOCAL)).toContain('Runtime.HandlerNotFound');
  });

  it('ends a handler that never settles at its deadline', async () => {
    shop.control.seedFunction({ functionName: FUNCTION, timeout: 1 });
    await shop.workspace.write(SOURCE, 'export const handler = () => new Promise(() => setInterval(() => {}, 99));\n');
    expect(await refused(LOCAL)).toContain('Task timed out after 1.00 seconds');
  });

  it('says that the port of the debugger is taken', async () => {
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const output = await refused([...LOCAL, `--inspect=${port}`]);
    expect(output).toContain('NXL-INVOKE-INSPECT-PORT');
    expect(output).toContain(String(port));
  });

  it('says where an event is no JSON', async () => {
    expect(await refused([...LOCAL, '--payload={"id": o-2}'])).toContain('line 1, column 8');
    await shop.workspace.write('services/orders/events/GetOrder.json', '{\n  "id": o-2\n}\n');
    const output = await refused(['run', 'orders:invoke-local:GetOrder']);
    expect(output).toContain('services/orders/events/GetOrder.json:2:9');
    expect(output).toContain('NXL-INVOKE-PAYLOAD-JSON');
  });
});

describe('watch-feature', () => {
  it('ends where there are no credentials', async () => {
    expect(await refused(WATCH, NO_CREDENTIALS)).toContain('NXL-AWS-CREDENTIALS');
  });

  it('ends where no service has the event to be sent', async () => {
    expect(await refused([...WATCH, '--invoke=CreatedOrder'])).toContain('NXL-INVOKE-NO-EVENT');
  });
});
