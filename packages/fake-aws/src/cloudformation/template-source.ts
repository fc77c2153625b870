import type { Caller } from '../identity.ts';
import type { World } from '../world.ts';
import { validationError } from './failures.ts';

/** "Maximum size of a template body … 51,200 bytes in a request, 1 MB in an S3 object" (CloudFormation quotas). */
const MOST_INLINE = 51_200;
const MOST_STORED = 1_048_576;

/** The template of a request: inline or in S3; undefined when the request has neither. */
export function templateText(form: URLSearchParams, caller: Caller, world: World): string | undefined {
  const body = form.get('TemplateBody');
  const url = form.get('TemplateURL');
  if (body !== null && url !== null) {
    throw validationError('You cannot specify both a template body and a template URL');
  }
  if (body !== null) {
    if (Buffer.byteLength(body) <= MOST_INLINE) return body;
    throw validationError(
      `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${MOST_INLINE}`,
    );
  }
  return url === null ? undefined : storedTemplate(url, caller, world);
}

/** A template in a bucket, by any of the URLs that name an object. */
export function storedTemplate(url: string, caller: { readonly account: string }, world: World): string {
  const [bucketName, key] = objectOf(url, world) ?? [undefined, undefined];
  if (bucketName === undefined || key === undefined) throw validationError('TemplateURL must be a supported URL.');
  const bucket = world.buckets.get(bucketName);
  if (bucket === undefined) throw validationError('S3 error: The specified bucket does not exist');
  if (bucket.account !== caller.account) throw validationError('S3 error: Access Denied');
  const object = bucket.objects.get(key);
  if (object === undefined) throw validationError('S3 error: The specified key does not exist.');
  if (object.body.length > MOST_STORED) {
    throw validationError(`Template may not exceed ${MOST_STORED} bytes in size.`);
  }
  return Buffer.from(object.body).toString('utf8');
}

function objectOf(url: string, world: World): readonly [bucket: string, key: string] | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, host, pathname, protocol } = new URL(url);
  const path = decoded(pathname.slice(1));
  const slash = path.indexOf('/');
  const inPath = slash <= 0 ? undefined : ([path.slice(0, slash), path.slice(slash + 1)] as const);
  if (protocol === 's3:') return [hostname, path];
  if (URL.canParse(world.endpoint) && host === new URL(world.endpoint).host) return inPath;
  const named = /^(.+)\.(?:s3[.-][a-z0-9-]+|s3|s3\.dualstack\.[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(
    hostname,
  )?.[1];
  if (named !== undefined) return [named, path];
  if (/^s3[.-]?[a-z0-9.-]*\.amazonaws\.com(?:\.cn)?$/.test(hostname)) return inPath;
  const local = /^(.+)\.(?:localhost|127\.0\.0\.1)$/.exec(hostname)?.[1];
  if (local !== undefined) return [local, path];
  return hostname === 'localhost' ? inPath : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
