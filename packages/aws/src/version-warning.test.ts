import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const clients = new URL('./clients.ts', import.meta.url).href;

it('keeps the SDK’s warning about Node versions out of the output and leaves other warnings in', () => {
  const script = `
    const { createClients } = await import(${JSON.stringify(clients)});
    createClients({ region: 'eu-central-1' }).lambda();
    process.emitWarning('something else');
  `;
  const output = execFileSync(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      `${script} process.on('warning', (w) => process.stdout.write(w.message + '\\n'));`,
    ],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  expect(output).toBe('something else\n');
});
