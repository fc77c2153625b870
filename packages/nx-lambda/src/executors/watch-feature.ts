/** The executor `nx-lambda:watch-feature`. A batch makes one process, and one watch, of all tasks with equal options. */
import { WATCH_FLAGS } from '../run/flags.ts';
import { serviceExecutors, tasksOf } from '../run/service-command.ts';
import { watchProjects } from '../run/watch-projects.ts';

export const { batch: watchFeatureBatch, single: watchFeatureExecutor } = serviceExecutors({
  flags: WATCH_FLAGS,
  isContinuous: true,
  run: (graph, ...rest) => watchProjects(tasksOf(graph), ...rest),
});
