import type { WireReply } from '../wire.ts';
import { emptyReply } from '../wire.ts';
import type { World } from '../world.ts';
import type { FunctionRecord } from './function-store.ts';

/** "Location: The presigned URL that's available for 10 minutes" (SDK type FunctionCodeLocation). */
const EXPIRES_IN = 600;
const LOCATION = /^\/awslambda-[a-z0-9-]+-tasks\/snapshots\/(\d{12})\/([^/]+)$/;

/** A URL of the shape that Lambda answers, which the stand-in itself serves. */
export function codeLocation(world: World, record: FunctionRecord, codeSha256: string): string {
  const { account, region, name } = record;
  const time = new Date(world.clock()).toISOString().replace(/[-:]|\.\d+/g, '');
  const url = new URL(`/awslambda-${region}-tasks/snapshots/${account}/${name}`, world.endpoint);
  url.searchParams.set('versionId', codeSha256);
  url.searchParams.set('X-Amz-Algorithm', 'AWS4-HMAC-SHA256');
  url.searchParams.set('X-Amz-Date', time);
  url.searchParams.set('X-Amz-Expires', String(EXPIRES_IN));
  url.searchParams.set('X-Amz-Signature', 'unsigned');
  return url.toString();
}

export function isCodeLocation(path: string): boolean {
  return LOCATION.test(path);
}

/** Serves what `codeLocation` names; 403 once its ten minutes are over, as S3 does for a presigned URL. */
export function serveCode(world: World, path: string, query: URLSearchParams): WireReply {
  const [, account, name] = LOCATION.exec(path) ?? [];
  const sha = query.get('versionId');
  const record = world.functions.all().find((each) => each.account === account && each.name === name);
  const versions = record === undefined ? [] : [record.latest, ...record.published.values()];
  const code = versions.map((version) => version.deployed.code).find((each) => each.codeSha256 === sha);
  if (code === undefined) return emptyReply(404);
  if (world.clock() > signedAt(query.get('X-Amz-Date') ?? '') + EXPIRES_IN * 1000) return emptyReply(403);
  return { status: 200, headers: { 'content-type': 'application/zip' }, body: code.zip };
}

/** Milliseconds since 1970 of `20261122T030405Z`. */
function signedAt(stamp: string): number {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) || 0;
}
