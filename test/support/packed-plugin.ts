import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The plugin's tarball, as it would be published. Throws where it was not packed: `npx nx run nx-lambda:pack`. */
export function packedPlugin(): string {
  const path = fileURLToPath(new URL('../../dist/nx-lambda.tgz', import.meta.url));
  if (!existsSync(path)) throw new Error('dist/nx-lambda.tgz is missing: run npx nx run nx-lambda:pack first.');
  return path;
}
