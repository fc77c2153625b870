/** No secret of a run ends up in what the run says, makes or keeps. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Shop, startShop } from './setup/shop.ts';

const SECRETS = {
  accessKey: 'AKIAMARKEDACCESSKEY1',
  secretKey: 'marked-secret-key-0123456789abcdef',
  sessionToken: 'marked-session-token-0123456789abcdef',
  variable: 'marked-function-variable-0123456789',
  // Part of every presigned address that GetFunction answers with.
  presigned: 'X-Amz-Signature',
};

let shop: Shop;

/** The function CreateOrder has an environment variable with a secret. */
beforeAll(async () => {
  shop = await startShop('secrets');
  shop.control.seedFunction({
    functionName: 'orders-ann-create',
    environment: { DATABASE_PASSWORD: SECRETS.variable },
  });
});
afterAll(() => shop.stop());

it('secrets are in no output, artifact, cache, report or step summary', async () => {
  const { workspace, home } = shop;
  const env = {
    AWS_ACCESS_KEY_ID: SECRETS.accessKey,
    AWS_SECRET_ACCESS_KEY: SECRETS.secretKey,
    AWS_SESSION_TOKEN: SECRETS.sessionToken,
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: join(workspace.root, 'dist', 'summary.md'),
    NX_VERBOSE_LOGGING: 'true',
  };
  const deploy = ['run-many', '-t', 'deploy-feature', '--why', '--report=dist/report.json', '--output-style=static'];
  const first = await workspace.nx([...deploy, '--output=json'], { env });
  expect(first.code).toBe(0);
  shop.control.setCaller(SECRETS.accessKey, { denied: ['lambda:UpdateFunctionCode'] });
  await workspace.edit('services/orders/src/create.ts', 'line(s)', 'lines');
  const failing = await workspace.nx(deploy, { env });
  expect(failing.output).toContain('NXL-AWS-ACCESS-DENIED');
  expect(failing.code).toBe(1);
  const invoked = await workspace.nx(['run', 'orders:invoke-cloud:CreateOrder', '--output=json'], { env });
  expect(invoked.code).toBe(0);
  const local = await workspace.nx(['run', 'orders:invoke-local:CreateOrder', '--output=json'], { env });
  expect(local.code).toBe(0);
  const status = ['run-many', '-t', 'status-feature', '--report=dist/status.json', '--output-style=static'];
  const told = await workspace.nx(status, { env });
  expect(told.output).toContain('1 same as built here');
  expect(told.code).toBe(0);
  const undo = ['run-many', '-t', 'rollback-feature', '--report=dist/rollback.json', '--output-style=static'];
  const listed = await workspace.nx([...undo, '--list'], { env });
  shop.control.setCaller(SECRETS.accessKey, {});
  // What was there before the first deployment was fetched through a presigned address.
  const undone = await workspace.nx(undo, { env });
  expect(undone.output).toContain('rolled back');
  expect(undone.code).toBe(0);
  expect(shop.control.calls.list({ operation: 'GetFunction' })[0]?.accessKeyId).toBe(SECRETS.accessKey);

  const said = [first, failing, invoked, local, told, listed, undone].map(({ output }, index) => ({
    name: `output ${index}`,
    text: output,
  }));
  const kept = await Promise.all([workspace.root, home].map((folder) => readTexts(folder)));
  const places = [...said, ...kept.flat()];
  expect(places.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['dist/report.json', 'dist/summary.md', 'dist/lambda/orders/CreateOrder.json']),
  );
  expect(places.some(({ name }) => name.includes('deployments') || name.startsWith('.nx/'))).toBe(true);
  for (const [kind, secret] of Object.entries(SECRETS)) {
    const found = places.filter(({ text }) => text.includes(secret)).map(({ name }) => name);
    expect({ kind, found }).toEqual({ kind, found: [] });
  }
});

interface Text {
  /** Relative, with `/`. */
  readonly name: string;
  /** Byte for byte. */
  readonly text: string;
}

/** Everything below a folder but what was installed and what git keeps. */
async function readTexts(folder: string): Promise<readonly Text[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((name) => !/^(node_modules|\.git)\//.test(name));
  return Promise.all(files.map(async (name) => ({ name, text: await readFile(join(folder, name), 'latin1') })));
}
