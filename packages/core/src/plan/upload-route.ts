/** How a zip gets to Lambda: inside the request, or through S3. */

import type { PackageStorage } from '../service/options.ts';

/** UpdateFunctionCode's whole request must be smaller than this (Lambda's own error names the number). */
const MAX_REQUEST_BYTES = 69_905_067;

/** For everything in the request's JSON but the zip. */
const REQUEST_OVERHEAD = 4096;

/** The largest zip, in bytes, whose base64 text fits into a direct request: a little below 50 MiB. */
export const DIRECT_UPLOAD_LIMIT = Math.floor((MAX_REQUEST_BYTES - REQUEST_OVERHEAD) / 4) * 3;

/** What Lambda only refers to has to lie in S3, whatever its size. */
export function uploadRoute(zipSize: number, storage: PackageStorage = 'copy'): 'direct' | 's3' {
  return zipSize <= DIRECT_UPLOAD_LIMIT && storage === 'copy' ? 'direct' : 's3';
}
