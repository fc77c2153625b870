import type { WireReply } from '../wire.ts';
import { emptyReply } from '../wire.ts';
import type { World } from '../world.ts';
import type { FunctionRecord } from './function-store.ts';

/** "Location: The presigned URL that's available for 10 minutes" (SDK type FunctionCodeLocation). */
const EXPIRES_IN = 600;
/** Addresses that are remembered; the oldest one goes first. */
const SNAPSHOTS = 2000;
const LOCATION = /^\/awslambda-[a-z0-9-]+-tasks\/snapshots\/(\d{12})\/([^/]+)$/;

/** A URL of the shape that Lambda answers, which the stand-in itself serves, also after the function was updated. */
export function codeLocation(
  world: World,
  { account, region, name }: Pick<FunctionRecord, 'account' | 'region' | 'name'>,
  { codeSha256, zip }: { readonly codeSha256: string; readonly zip: Uint8Array },
): string {
  remember(world, snapshotKey(account, name, codeSha256), zip);
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
  const zip = world.snapshots.get(snapshotKey(account ?? '', name ?? '', sha ?? ''));
  if (zip === undefined) return emptyReply(404);
  const { codeLocationStatus } = world.settings;
  if (codeLocationStatus !== 200) return emptyReply(codeLocationStatus);
  if (world.clock() > signedAt(query.get('X-Amz-Date') ?? '') + EXPIRES_IN * 1000) return emptyReply(403);
  return { status: 200, headers: { 'content-type': 'application/zip' }, body: zip };
}

function snapshotKey(account: string, name: string, codeSha256: string): string {
  return `${account}/${name}/${codeSha256}`;
}

function remember({ snapshots }: World, key: string, zip: Uint8Array): void {
  snapshots.delete(key);
  snapshots.set(key, zip);
  const [oldest] = snapshots.keys();
  if (snapshots.size > SNAPSHOTS && oldest !== undefined) snapshots.delete(oldest);
}

/** Milliseconds since 1970 of `20261122T030405Z`. */
function signedAt(stamp: string): number {
  const iso = stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) || 0;
}
