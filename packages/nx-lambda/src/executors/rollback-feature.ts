/** The executor `nx-lambda:rollback-feature`. */
import { ROLLBACK_FLAGS } from '../run/flags.ts';
import { rollbackProjects } from '../run/rollback-projects.ts';
import { serviceExecutors } from '../run/service-command.ts';
import { tasksByProject } from '../run/task-waves.ts';

export const { batch: rollbackFeatureBatch, single: rollbackFeatureExecutor } = serviceExecutors({
  flags: ROLLBACK_FLAGS,
  run: (graph, ...rest) => rollbackProjects(tasksByProject(graph), ...rest),
});
