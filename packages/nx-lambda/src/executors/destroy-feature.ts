/** The executor `nx-lambda:destroy-feature`. */
import { destroyProjects } from '../run/destroy-projects.ts';
import { DESTROY_FLAGS } from '../run/flags.ts';
import { serviceExecutors } from '../run/service-command.ts';
import { removalOrder } from '../run/stack-needs.ts';

export const { batch: destroyFeatureBatch, single: destroyFeatureExecutor } = serviceExecutors({
  flags: DESTROY_FLAGS,
  orderOf: (graph, context) => removalOrder(graph, context.projectsConfigurations.projects),
  run: destroyProjects,
});
