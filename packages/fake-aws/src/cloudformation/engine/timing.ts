import type { World } from '../../world.ts';
import type { StackOperation } from './operation.ts';

/**
 * Milliseconds until a resource has settled. In EXPRESS mode nothing waits for that: AWS says it is "up to 4 times
 * faster" (User Guide, "Deploy CloudFormation stacks faster with express mode").
 */
export function durationOf(world: World, operation: Pick<StackOperation, 'express'>): number {
  const { resourceTime } = world.settings;
  return operation.express ? resourceTime / 4 : resourceTime;
}
