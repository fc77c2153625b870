import type { LambdaEvent } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { conflict, deployEvents, deployReport, invokeReport, notice, plan } from './sample-run.fixture.ts';
import { createTerminalPrinter, type TerminalPrinterOptions } from './terminal-printer.ts';

function printed(events: readonly LambdaEvent[], options: Partial<TerminalPrinterOptions> = {}): string {
  let text = '';
  const printer = createTerminalPrinter({
    colour: false,
    live: false,
    unicode: true,
    width: 80,
    write: (part) => {
      text += part;
    },
    ...options,
  });
  for (const event of events) printer.print(event);
  printer.end();
  return text;
}

test('a deployment is told as plan, rows, explanations and sum', () => {
  expect(printed(deployEvents)).toBe(`Comparing 6 functions with dev-ada …
Feature environment dev-ada, account 123456789012, eu-west-1
Plan: 2 to update, 1 up to date, 1 left out, 2 refused
  → orders    CreateOrder  update         12.4 kB  code differs
  → orders    ListOrders   update         61.4 MB  code differs, by way of S3
  ⊘ payments  Charge       refused       NXL-PLAN-NOT-FEATURE
  ⊘ payments  Refund       refused       NXL-PLAN-NOT-FEATURE

  ✔ orders  CreateOrder  updated        12.4 kB   1.2 s
  ✖ orders  ListOrders   failed        NXL-DEPLOY-CONFLICT

✖ NXL-TEMPLATE-TYPE  stock
  Unknown tag !Foo.
  services/stock/template.yaml:12:12

    12 │     Handler: x!Foo bar
       │               ^~~~

  → Use a tag of CloudFormation.

▲ NXL-TEMPLATE-BASE-DIR  orders
  Paths of the template are read from src.
  → Set baseDir to make it certain.

⊘ NXL-PLAN-NOT-FEATURE  2 times
  payments Charge: payments-ada-Charge has no tag nx-lambda:environment.
    - Its stack is payments-prod.
  payments Refund: payments-ada-Refund has no tag nx-lambda:environment.
    - Its stack is payments-prod.
  → Tag its stack.

✖ NXL-DEPLOY-CONFLICT  orders ListOrders
  Someone else updated orders-ada-ListOrders meanwhile.
  → Run again.

dev-ada: 1 updated, 1 up to date, 1 left out, 2 refused, 1 failed in 3.4 s
120 functions of this workspace were not compared; nx run-many -t deploy-feature compares them all.
`);
});

test('ASCII is told in ASCII', () => {
  const text = printed(deployEvents, { unicode: false });
  expect(text).toMatch(/^[\n -~]*$/);
  expect(text).toContain('  > orders    CreateOrder  update         12.4 kB  code differs\n');
  expect(text).toContain('    12 |     Handler: x!Foo bar\n       |               ^~~~\n');
});

test('without colour there is no control character, whatever functions logged', () => {
  const events: readonly LambdaEvent[] = [...deployEvents, { type: 'invoke-finished', report: invokeReport }];
  const controls = [...printed(events)].filter((character) => character < ' ' && character !== '\n');
  expect(controls).toEqual([]);
});

test('colours only add to the same text', () => {
  const coloured = printed(deployEvents, { colour: true });
  expect(coloured).toContain('\u001b[32mupdated     \u001b[39m');
  expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(printed(deployEvents));
});

test('a dry run tells the plan and that nothing was changed', () => {
  const report = {
    ...deployReport,
    dryRun: true,
    outcomes: [
      { service: 'orders', logicalId: 'CreateOrder', kind: 'would-update', reason: 'x', codeSha256: 'a', zipSize: 9 },
    ] as const,
    notCompared: 0,
  };
  const [update] = plan.actions;
  const events: readonly LambdaEvent[] = [
    { type: 'plan-made', dryRun: true, plan: { ...plan, actions: update === undefined ? [] : [update] } },
    { type: 'function-settled', outcome: report.outcomes[0] },
    { type: 'deploy-finished', report },
  ];
  expect(printed(events)).toBe(`Feature environment dev-ada, account 123456789012, eu-west-1
Plan: 1 to update
  → orders  CreateOrder  update         12.4 kB  code differs

dev-ada: 1 would be updated in 3.4 s; nothing was changed (dry run)
`);
});

test('--why tells every function with what changed in it', () => {
  const events: readonly LambdaEvent[] = [
    {
      type: 'plan-made',
      dryRun: true,
      plan: {
        ...plan,
        actions: plan.actions.filter(({ service }) => service === 'orders'),
        why: [
          {
            service: 'orders',
            logicalId: 'CreateOrder',
            decision: 'update',
            reason: 'code differs',
            changes: {
              kind: 'known',
              changes: [
                { kind: 'input-changed', path: 'libs/money/src/round.ts' },
                { kind: 'input-added', path: 'libs/money/src/new.ts' },
                { kind: 'package', name: 'zod', before: '3.1.0', after: '4.0.0' },
                { kind: 'tool', name: 'esbuild', after: '0.28.2' },
                { kind: 'setting', name: 'handler', before: 'a.b', after: 'a.c' },
              ],
            },
          },
          {
            service: 'orders',
            logicalId: 'ListOrders',
            decision: 'update',
            reason: 'code differs',
            deployedAt: '2026-11-21T08:00:00.000+0000',
            changes: { kind: 'deployed-elsewhere' },
          },
          { service: 'orders', logicalId: 'Old', decision: 'skip', reason: 'same code' },
        ],
      },
    },
  ];
  expect(printed(events, { everything: true })).toBe(`Feature environment dev-ada, account 123456789012, eu-west-1
Plan: 2 to update, 1 up to date
  → orders  CreateOrder  update         12.4 kB  code differs
  → orders  ListOrders   update         61.4 MB  code differs, by way of S3
  · orders  Old          up to date

Why
  orders CreateOrder: update, code differs
    - libs/money/src/round.ts changed
    - libs/money/src/new.ts was added
    - package zod 3.1.0 became 4.0.0
    - tool esbuild 0.28.2 was added
    - setting handler: "a.b" became "a.c"
  orders ListOrders: update, code differs
    - someone else deployed other code on 2026-11-21T08:00:00.000+0000
  orders Old: skip, same code
`);
});

test('when nothing differs the sum says so', () => {
  const same = deployReport.outcomes.slice(0, 1);
  const events: readonly LambdaEvent[] = [
    { type: 'plan-made', dryRun: false, plan: { ...plan, actions: plan.actions.slice(2, 3) } },
    { type: 'deploy-finished', report: { ...deployReport, outcomes: same, notCompared: 1, duration: 210 } },
  ];
  expect(printed(events, { deployTarget: 'push' })).toBe(`Feature environment dev-ada, account 123456789012, eu-west-1
Plan: 0 to update, 1 up to date

dev-ada: 1 function up to date in 210 ms
1 function of this workspace was not compared; nx run-many -t push compares them all.
`);
});

test('a build is told a row a function, failures explained before the sum', () => {
  const events: readonly LambdaEvent[] = [
    { type: 'build-started', services: 1, functions: 2 },
    { type: 'function-built', service: 'orders', logicalId: 'Api', codeSha256: 'a', zipSize: 812, duration: 35 },
    { type: 'function-build-failed', service: 'orders', logicalId: 'Worker', failures: [conflict, notice] },
    { type: 'build-finished', built: 1, failed: 1, duration: 75_000 },
  ];
  expect(printed(events)).toBe(`  ✔ orders  Api  built            812 B   35 ms
  ✖ orders  Worker  failed        NXL-DEPLOY-CONFLICT and 1 more

✖ NXL-DEPLOY-CONFLICT  orders Worker
  Someone else updated orders-ada-ListOrders meanwhile.
  → Run again.

✖ NXL-TEMPLATE-BASE-DIR  orders Worker
  Paths of the template are read from src.
  → Set baseDir to make it certain.

Built 1 function, 1 failed in 1 min 15 s
`);
});

const ticks = Array.from(
  { length: 20 },
  (_, index): LambdaEvent => ({
    type: 'deploy-progress',
    settled: index,
    total: 40,
  }),
);

test('on a terminal the progress line is rewritten in place and gone at the end', () => {
  const events = ticks.slice(0, 2);
  expect(printed(events, { live: true, width: 11 })).toBe('  0 of 40…\r\u001b[2K  1 of 40…\r\u001b[2K');
});

test('without a terminal every tenth progress event is a line', () => {
  expect(printed(ticks)).toBe('  9 of 40 functions done\n  19 of 40 functions done\n');
});

test('what was found is explained also when the run breaks off, and only once', () => {
  const event: LambdaEvent = { type: 'notice', notice };
  expect(printed([event, event])).toBe(
    '\n▲ NXL-TEMPLATE-BASE-DIR\n  Paths of the template are read from src.\n  → Set baseDir to make it certain.\n',
  );
});
