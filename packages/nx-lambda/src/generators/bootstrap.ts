/** Writes the template of the artifact bucket's stack, to be looked at and changed; `bootstrap-feature` then takes it. */
import type { Tree } from '@nx/devkit';
import { BOOTSTRAP_TEMPLATE } from '@nx-lambda/core';

/** Not called as templates are: it is no service. */
export const BOOTSTRAP_FILE = 'nx-lambda-bootstrap.yaml';

export function bootstrapGenerator(tree: Tree): void {
  if (!tree.exists(BOOTSTRAP_FILE)) tree.write(BOOTSTRAP_FILE, BOOTSTRAP_TEMPLATE);
}
