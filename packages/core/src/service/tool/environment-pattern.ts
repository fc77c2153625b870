/** Names that were made for one environment, opened for any. */
import { concatenate } from '../name-expression.ts';
import type { NameExpression } from '../service.ts';

/** `orders-ann-report` made for ann → `orders-{environment}-report`. Only whole words are taken for the environment. */
export function openName(name: string, environment: string | undefined): NameExpression {
  if (environment === undefined || environment === '') return [name];
  const escaped = environment.replaceAll(/[^A-Za-z0-9]/g, '\\$&');
  const parts = name.split(new RegExp(`(?<![A-Za-z0-9])${escaped}(?![A-Za-z0-9])`));
  return (
    concatenate(parts.flatMap((part, index) => (index === 0 ? [[part]] : [[{ ref: 'environment' }], [part]]))) ?? [name]
  );
}
