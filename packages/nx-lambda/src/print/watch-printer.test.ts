import { expect, it } from 'vitest';
import { PLAIN_STYLE } from './terminal-style.ts';
import { createWatchPrinter } from './watch-printer.ts';

const notice = { code: 'NXL-WATCH-PROVISION', message: 'Another infrastructure.', advice: 'Provision it.' } as const;

it('tells what happens between rounds at once', () => {
  let text = '';
  const printer = createWatchPrinter({
    ...PLAIN_STYLE,
    write: (part) => {
      text += part;
    },
  });
  printer.print({ type: 'notice', service: 'orders', notice });
  expect(text).toContain('NXL-WATCH-PROVISION  orders\n');
  text = '';
  printer.print({
    type: 'round-started',
    round: 2,
    paths: ['a.ts'],
    functions: [{ service: 'orders', logicalId: 'A' }],
  });
  printer.print({ type: 'notice', service: 'orders', notice });
  expect(text).not.toContain('NXL-WATCH-PROVISION');
  printer.print({ type: 'round-finished', round: 2, updated: 0, left: 0, watched: 1, duration: 5 });
  expect(text).toMatch(/NXL-WATCH-PROVISION[\s\S]*The same bytes/);
  text = '';
  printer.end();
  expect(text).toBe('');
});
