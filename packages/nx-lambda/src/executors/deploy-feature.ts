/** The executor `nx-lambda:deploy-feature`. */
import { deployProjects } from '../run/deploy-projects.ts';
import { DEPLOY_FLAGS } from '../run/flags.ts';
import { serviceExecutors } from '../run/service-command.ts';

export const { batch: deployFeatureBatch, single: deployFeatureExecutor } = serviceExecutors({
  flags: DEPLOY_FLAGS,
  run: deployProjects,
});
