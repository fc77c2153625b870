/** The executor `nx-lambda:provision-feature`. */
import { PROVISION_FLAGS } from '../run/flags.ts';
import { provisionProjects } from '../run/provision-projects.ts';
import { serviceExecutors } from '../run/service-command.ts';

export const { batch: provisionFeatureBatch, single: provisionFeatureExecutor } = serviceExecutors({
  flags: PROVISION_FLAGS,
  run: provisionProjects,
});
