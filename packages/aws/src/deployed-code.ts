/**
 * Reads deployed code through the presigned addresses that GetFunction answers with. Whoever knows such an address can
 * read the code, so none ever leaves this file: no failure names one, and they are kept in memory only.
 */
import { type DeployedCodePort, type DeployedFunction, type Failure, failed, success } from '@nx-lambda/core';
import { download } from './download.ts';

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
      const signal = AbortSignal.timeout(timeout);
      const bytes = await download({ location, codeSha256, maxSize, signal });
      return typeof bytes === 'string' ? failed(unread(physicalName, bytes)) : success(bytes);
    },
  };
}

function unread(physicalName: string, why: string): Failure {
  return {
    code: 'NXL-AWS-CODE-UNREAD',
    message: `The code that is deployed to ${physicalName} can't be read: ${why}.`,
    advice: 'Nothing needs to be done, unless that code is to be brought back later.',
  };
}
