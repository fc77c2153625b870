/** The executor `nx-lambda:watch-feature`. A batch makes one process, and one watch, of all tasks with equal options. */
import { WATCH_FLAGS } from '../run/flags.ts';
import { serviceExecutors } from '../run/service-command.ts';
import { tasksByProject } from '../run/task-waves.ts';
import { watchProjects } from '../run/watch-projects.ts';

export const { batch: watchFeatureBatch, single: watchFeatureExecutor } = serviceExecutors({
  flags: WATCH_FLAGS,
  isContinuous: true,
  run: (graph, ...rest) => watchProjects(tasksByProject(graph), ...rest),
});
