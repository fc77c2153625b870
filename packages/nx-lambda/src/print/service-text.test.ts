import { expect, test } from 'vitest';
import { deployEvents, invokeReport } from './sample-run.fixture.ts';
import { renderService } from './service-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

test('the text of a task tells its own service only, what is up to date included', () => {
  expect(renderService(deployEvents, 'orders')).toBe(`Feature environment dev-ada, account 123456789012, eu-west-1
Plan: 2 to update, 1 up to date
  → orders  CreateOrder  update         12.4 kB  code differs
  → orders  ListOrders   update         61.4 MB  code differs, by way of S3
  · orders  Old          up to date

  ✔ orders  CreateOrder  updated        12.4 kB   1.2 s
  ✖ orders  ListOrders   failed        NXL-DEPLOY-CONFLICT

▲ NXL-TEMPLATE-BASE-DIR  orders
  Paths of the template are read from src.
  → Set baseDir to make it certain.

✖ NXL-DEPLOY-CONFLICT  orders ListOrders
  Someone else updated orders-ada-ListOrders meanwhile.
  → Run again.

dev-ada: 1 updated, 1 up to date, 1 failed
`);
});

test('a service that failed as a whole has its failure for text', () => {
  const text = renderService(deployEvents, 'stock');
  expect(text.split('\n').slice(0, 3)).toEqual([
    '✖ NXL-TEMPLATE-TYPE  stock',
    '  Unknown tag !Foo.',
    '  services/stock/template.yaml:12:12',
  ]);
  expect(text).not.toContain('dev-ada');
});

test('a service without events has no text, and a live style rewrites nothing here', () => {
  expect(renderService(deployEvents, 'nobody')).toBe('');
  const style = { ...PLAIN_STYLE, live: true };
  const progress = { type: 'deploy-progress', settled: 1, total: 2 } as const;
  expect(renderService([...deployEvents, progress], 'orders', style)).toBe(renderService(deployEvents, 'orders'));
});

test('an invocation belongs to its service', () => {
  const events = [{ type: 'invoke-finished', report: invokeReport }] as const;
  expect(renderService(events, 'orders')).toContain('✔ orders CreateOrder answered in 12 ms');
  expect(renderService(events, 'billing')).toBe('');
});
