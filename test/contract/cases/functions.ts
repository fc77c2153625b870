import { createHash } from 'node:crypto';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  GetFunctionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import type { ContractTarget } from '../contract-case.ts';

/** A zip of these texts, always the same bytes. */
export function zipOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]);
  return zipSync(Object.fromEntries(entries), { mtime: new Date('1980-01-01T00:00:00') });
}

export function sha256Of(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('base64');
}

export const ECHO = zipOf({ 'index.js': 'exports.handler = async (event) => event;' });
export const OTHER = zipOf({ 'index.js': 'exports.handler = async () => "other";' });

/** Creates a Node function and waits until it may be written to. */
export async function createFunction(
  target: ContractTarget,
  name: string,
  input: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  await target.clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: target.role,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: ECHO },
      ...input,
    }),
  );
  target.settle();
}

export async function configurationOf(target: ContractTarget, name: string) {
  const answer = await target.clients.lambda.send(new GetFunctionCommand({ FunctionName: name }));
  if (answer.Configuration === undefined) throw new Error('GetFunction answered no Configuration.');
  return answer.Configuration;
}

export function update(target: ContractTarget, name: string, zip: Uint8Array, RevisionId?: string) {
  return target.clients.lambda.send(
    new UpdateFunctionCodeCommand({
      FunctionName: name,
      ZipFile: zip,
      ...(RevisionId === undefined ? {} : { RevisionId }),
    }),
  );
}
