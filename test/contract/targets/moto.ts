import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import type { ContractTarget } from '../contract-case.ts';
import { clientsFor, REGION } from './clients.ts';

const ACCOUNT = '123456789012';
const ROLE = 'contract';

/** moto_server on a free port of this machine: an implementation of the same API that others wrote. */
export async function startMoto(executable: string): Promise<ContractTarget & { readonly endpoint: string }> {
  const port = await freePort();
  const moto = spawn(executable, ['-H', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  await ready(moto);
  const endpoint = `http://127.0.0.1:${port}`;
  await createRole(endpoint);
  const clients = clientsFor(endpoint);
  return {
    clients,
    endpoint,
    clientsOf: (credentials) => clientsFor(endpoint, credentials),
    region: REGION,
    account: ACCOUNT,
    role: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
    settle() {},
    async makeStack({ stackName, tags, buckets }) {
      const resources = buckets.map((logicalId) => [logicalId, { Type: 'AWS::S3::Bucket' }]);
      await clients.cloudFormation.send(
        new CreateStackCommand({
          StackName: stackName,
          TemplateBody: JSON.stringify({ Resources: Object.fromEntries(resources) }),
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
    },
    async stop() {
      const exited = once(moto, 'exit');
      moto.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Werkzeug says on stderr where it runs, and nothing before that works. */
async function ready(moto: ChildProcess): Promise<void> {
  if (moto.stderr === null) throw new Error('moto_server has no stderr to read.');
  const lines: string[] = [];
  for await (const line of createInterface({ input: moto.stderr })) {
    lines.push(line);
    if (line.includes('Running on')) {
      moto.stderr.resume();
      return;
    }
  }
  throw new Error(`moto_server ended before it was ready:\n${lines.join('\n')}`);
}

/** moto lets CreateFunction take only a role that exists. Spoken by hand: no other case needs a client for IAM. */
async function createRole(endpoint: string): Promise<void> {
  const policy = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  };
  const form = new URLSearchParams({
    Action: 'CreateRole',
    Version: '2010-05-08',
    RoleName: ROLE,
    AssumeRolePolicyDocument: JSON.stringify(policy),
  });
  const authorization =
    'AWS4-HMAC-SHA256 Credential=AKIACONTRACT/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=00';
  const reply = await fetch(endpoint, { method: 'POST', headers: { authorization }, body: form });
  if (!reply.ok) throw new Error(`moto did not create the role: ${await reply.text()}`);
}
