/**
 * Reads deployed code through the presigned addresses that GetFunction answers with. Whoever knows such an address can
 * read the code, so none ever leaves this file: no failure names one, and they are kept in memory only.
 */
import { createHash } from 'node:crypto';
import { type DeployedCodePort, type DeployedFunction, type Failure, failed, success } from '@nx-lambda/core';

export interface CodeLocations {
  note(fn: Pick<DeployedFunction, 'physicalName' | 'codeSha256'>, location: string | undefined): void;
  find(physicalName: string, codeSha256: string): string | undefined;
}

/** Of each function the code that was there first and the last one: the former is what a deployment replaces. */
export function createCodeLocations(): CodeLocations {
  const locations = new Map<string, ReadonlyMap<string, string>>();
  return {
    note({ physicalName, codeSha256 }, location) {
      if (location === undefined) return;
      const [first] = locations.get(physicalName) ?? [];
      locations.set(physicalName, new Map([...(first === undefined ? [] : [first]), [codeSha256, location]]));
    },
    find: (physicalName, codeSha256) => locations.get(physicalName)?.get(codeSha256),
  };
}

/** Milliseconds for one zip. */
const TIMEOUT = 60_000;

export function createDeployedCodePort(locations: CodeLocations, timeout = TIMEOUT): DeployedCodePort {
  return {
    async read({ physicalName, codeSha256, maxSize }) {
      const location = locations.find(physicalName, codeSha256);
      if (location === undefined) return failed(unread(physicalName, 'AWS told no address of it'));
      let bytes: Uint8Array | string;
      try {
        bytes = await download(location, maxSize, AbortSignal.timeout(timeout));
      } catch (error) {
        // The error's text may quote the address.
        bytes = error instanceof Error && error.name === 'TimeoutError' ? 'it took too long' : 'the connection failed';
      }
      if (typeof bytes === 'string') return failed(unread(physicalName, bytes));
      if (createHash('sha256').update(bytes).digest('base64') === codeSha256) return success(bytes);
      return failed(unread(physicalName, 'what came is other code'));
    },
  };
}

/** A text says why not. */
async function download(location: string, maxSize: number, signal: AbortSignal): Promise<Uint8Array | string> {
  const answer = await fetch(location, { signal, redirect: 'error' });
  const { body } = answer;
  const size = Number(answer.headers.get('content-length') ?? 0);
  const refused = answer.ok ? (size > maxSize ? 'it is too large' : undefined) : `the answer was ${answer.status}`;
  if (refused !== undefined || body === null) {
    await body?.cancel();
    return refused ?? 'the answer was empty';
  }
  const chunks: Uint8Array[] = [];
  let read = 0;
  for await (const chunk of body) {
    read += chunk.length;
    if (read > maxSize) return 'it is too large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unread(physicalName: string, why: string): Failure {
  return {
    code: 'NXL-AWS-CODE-UNREAD',
    message: `The code that is deployed to ${physicalName} can't be read: ${why}.`,
    advice: 'Nothing needs to be done, unless that code is to be brought back later.',
  };
}
