import type { TransformContext } from '../context.ts';
import { HashOrder } from './hash-order.ts';

/**
 * The logical ids as the transform lists them. With REST APIs it adds both implicit APIs to the resources, and takes away
 * those that no event uses.
 */
export function resourceOrder(context: TransformContext): readonly string[] {
  if (!context.hashed) return [...context.resources.keys()];
  const order = new HashOrder();
  const implicit = ['ServerlessRestApi', 'ServerlessHttpApi'];
  for (const id of context.resources.keys()) {
    if (!implicit.includes(id)) order.add(id);
  }
  for (const id of implicit) {
    order.add(id);
    if (!context.resources.has(id)) order.remove(id);
  }
  return order.keys();
}
