import { expect, test } from 'vitest';
import { environmentLine } from './deploy-text.ts';
import { invokeStartedLine } from './invoke-text.ts';
import { parametersLines } from './parameters-text.ts';
import { parametersReport } from './sample-stacks.fixture.ts';
import { PLAIN_STYLE } from './terminal-style.ts';
import { createWatchPrinter } from './watch-printer.ts';

const arn = 'arn:aws:sts::123456789012:assumed-role/developer/anna';
const where = { environment: 'anna', accountId: '123456789012', region: 'eu-west-1' };

test('who asks is told with the account, wherever it is known', () => {
  const line = 'Feature environment anna, account 123456789012, eu-west-1';
  expect(environmentLine(where, PLAIN_STYLE)).toBe(line);
  expect(environmentLine({ ...where, callerArn: arn }, PLAIN_STYLE)).toBe(`${line}, as assumed-role/developer/anna`);
  expect(parametersLines({ ...parametersReport, callerArn: arn }, PLAIN_STYLE)[0]).toContain(', as assumed-role/');
  const started = { type: 'invoke-started', service: 'orders', logicalId: 'Api', physicalName: 'orders-anna' } as const;
  expect(invokeStartedLine({ ...started, caller: { ...where, arn } }, PLAIN_STYLE)).toBe(
    'Invoking orders Api (orders-anna, account 123456789012, eu-west-1, as assumed-role/developer/anna)',
  );
});

test('a watch tells it once, and again when it is another', () => {
  let text = '';
  const printer = createWatchPrinter({ ...PLAIN_STYLE, write: (part) => (text += part) });
  const plan = { ...where, callerArn: arn, actions: [], notCompared: 0, notices: [] };
  printer.print({ type: 'plan-made', plan, dryRun: false });
  printer.print({ type: 'plan-made', plan, dryRun: false });
  printer.print({ type: 'plan-made', plan: { ...plan, callerArn: `${arn}-2` }, dryRun: false });
  printer.end();
  expect(text.match(/as assumed-role\/developer\/anna/g)).toHaveLength(2);
});
