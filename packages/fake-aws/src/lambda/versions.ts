import { text } from '../fields.ts';
import { type Json, sameJson } from '../json.ts';
import { jsonReply } from '../wire.ts';
import type { World } from '../world.ts';
import { configurationOf, statefulConfigurationOf } from './configuration.ts';
import type { FunctionRecord } from './function-store.ts';
import { type Deployed, type FunctionVersion, settle, type UpdateFailure } from './function-version.ts';
import {
  checkRevision,
  checkSettled,
  findFunction,
  invalidParameter,
  type LambdaOperation,
  page,
} from './operation.ts';

export const publishVersion: LambdaOperation = {
  name: 'PublishVersion',
  method: 'POST',
  path: '/2015-03-31/functions/{FunctionName}/versions',
  mutating: true,
  run(call) {
    const { record } = findFunction(call);
    const { codeSha256 } = record.latest.deployed.code;
    const expected = text(call.fields, 'CodeSha256');
    checkSettled(record);
    checkRevision(text(call.fields, 'RevisionId'), record.latest.revisionId);
    if (expected !== undefined && expected !== codeSha256) {
      throw invalidParameter(
        `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const failure = call.faults.some((fault) => fault.kind === 'failed-update')
      ? { reasonCode: 'FunctionError', reason: 'The stand-in was told to let this version fail.' }
      : undefined;
    const version = publish(call.world, record, text(call.fields, 'Description'), failure);
    return jsonReply(201, statefulConfigurationOf(record, version));
  },
};

export const listVersionsByFunction: LambdaOperation = {
  name: 'ListVersionsByFunction',
  method: 'GET',
  path: '/2015-03-31/functions/{FunctionName}/versions',
  mutating: false,
  run(call) {
    const { record } = findFunction(call);
    const rows = [record.latest, ...record.published.values()].map((version) =>
      configurationOf(record, version, version.version),
    );
    const { items, ...next } = page(rows, call.request.query);
    return jsonReply(200, { Versions: items, ...next });
  },
};

/**
 * "Lambda doesn't publish a version if the function's configuration and code haven't changed since the last version"
 * (PublishVersion): the same code uploaded once more is no change. A version of an update that is under way settles
 * together with it; with SnapStart it is Pending until its snapshot is made ("Lambda SnapStart and function states").
 */
export function publish(
  world: World,
  record: FunctionRecord,
  description?: string,
  failure?: UpdateFailure,
): FunctionVersion {
  const latest = record.latest;
  const last = record.published.get(String(record.nextVersion - 1));
  if (last !== undefined && isSame(last.publishedFrom ?? last.deployed, latest.deployed)) return last;
  const now = world.clock();
  const snapshot = latest.deployed.settings.snapStart === true ? world.settings.snapshotTime : 0;
  const settlesAt = (latest.change?.settlesAt ?? now) + snapshot;
  const version: FunctionVersion = {
    version: String(record.nextVersion),
    deployed:
      description === undefined
        ? latest.deployed
        : { ...latest.deployed, settings: { ...latest.deployed.settings, description } },
    publishedFrom: latest.deployed,
    revisionId: world.newId(),
    lastModified: latest.lastModified,
    change: { kind: 'create', settlesAt, revisionIdAfter: world.newId(), ...(failure && { failure }) },
  };
  record.published.set(version.version, settle(version, now));
  record.nextVersion += 1;
  return settle(version, now);
}

function isSame(one: Deployed, other: Deployed): boolean {
  if (one.id === other.id) return true;
  const [first, second]: readonly Json[] = [one, other].map(
    ({ settings, code }) => JSON.parse(JSON.stringify([settings, code.codeSha256])) as Json,
  );
  return sameJson(first, second);
}
