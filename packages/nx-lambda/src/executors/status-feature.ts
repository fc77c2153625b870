/** The executor `nx-lambda:status-feature`. */
import { STATUS_FLAGS } from '../run/flags.ts';
import { serviceExecutors, tasksOf } from '../run/service-command.ts';
import { statusOfProjects } from '../run/status-projects.ts';

export const { batch: statusFeatureBatch, single: statusFeatureExecutor } = serviceExecutors({
  flags: STATUS_FLAGS,
  run: (graph, ...rest) => statusOfProjects(tasksOf(graph), ...rest),
});
