/** What deployments remember on this machine: physical names and what was last deployed from here. Only ever hints. */
import { join } from 'node:path';
import {
  type ArtifactManifest,
  type DeploymentRecord,
  type DeploymentRecordsPort,
  type PhysicalNamesPort,
  parseManifest,
  type RecordSubject,
  type StackSubject,
  success,
} from '@nx-lambda/core';
import { recordFiles } from './record-files.ts';

/** `folder` is absolute. */
export function physicalNames(folder: string): PhysicalNamesPort {
  const files = recordFiles(join(folder, 'names'));
  const key = ({ accountId, region, stackName }: StackSubject) => [accountId, region, stackName];
  return {
    async recall(subject) {
      const read = await files.read(key(subject));
      return read.ok ? success(namesIn(read.value)) : read;
    },
    remember: (subject, names) => files.write(key(subject), names),
  };
}

/** `folder` is absolute. */
export function deploymentRecords(folder: string): DeploymentRecordsPort {
  const files = recordFiles(join(folder, 'deployments'));
  const key = ({ accountId, region, environment, service, logicalId }: RecordSubject) => {
    return [accountId, region, environment, service, logicalId];
  };
  return {
    async recall(subject) {
      const read = await files.read(key(subject));
      return read.ok ? success(recordIn(read.value, subject)) : read;
    },
    remember: (record) => {
      const { physicalName, manifest, commit, restoredAt } = record;
      return files.write(key(record), {
        physicalName,
        manifest,
        ...(commit !== undefined && { commit }),
        ...(restoredAt !== undefined && { restoredAt }),
      });
    },
  };
}

function namesIn(value: unknown): Readonly<Record<string, string>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(entries);
}

function recordIn(value: unknown, subject: RecordSubject): DeploymentRecord | undefined {
  if (typeof value !== 'object' || value === null || !('manifest' in value) || !('physicalName' in value)) {
    return undefined;
  }
  const { physicalName } = value;
  const manifest = manifestIn(value.manifest);
  if (typeof physicalName !== 'string' || manifest === undefined) return undefined;
  const { accountId, region, environment, service, logicalId } = subject;
  const commit = 'commit' in value && typeof value.commit === 'string' ? { commit: value.commit } : {};
  const restored =
    'restoredAt' in value && typeof value.restoredAt === 'string' ? { restoredAt: value.restoredAt } : {};
  const place = { accountId, region, environment, service, logicalId };
  return { schema: 1, ...place, physicalName, manifest, ...commit, ...restored };
}

function manifestIn(value: unknown): ArtifactManifest | undefined {
  const parsed = parseManifest(JSON.stringify(value), 'record');
  return parsed.ok ? parsed.value : undefined;
}
