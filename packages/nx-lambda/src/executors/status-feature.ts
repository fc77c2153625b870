/** The executor `nx-lambda:status-feature`. */
import { STATUS_FLAGS } from '../run/flags.ts';
import { serviceExecutors } from '../run/service-command.ts';
import { statusOfProjects } from '../run/status-projects.ts';
import { tasksByProject } from '../run/task-waves.ts';

export const { batch: statusFeatureBatch, single: statusFeatureExecutor } = serviceExecutors({
  flags: STATUS_FLAGS,
  run: (graph, ...rest) => statusOfProjects(tasksByProject(graph), ...rest),
});
