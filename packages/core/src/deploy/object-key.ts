/** Where a package lies in the artifact bucket: its name is its content, so equal ones are one object. */

/** `extension` has its dot. */
export function objectKey(prefix: string, codeSha256: string, extension = '.zip'): string {
  const folder = prefix.replaceAll(/^\/+|\/+$/g, '');
  const hex = [...atob(codeSha256)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return `${folder === '' ? '' : `${folder}/`}${hex}${extension}`;
}
