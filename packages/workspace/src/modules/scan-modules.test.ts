import { afterEach, expect, test } from 'vitest';
import { scanModules } from './scan-modules.ts';
import { type TestWorkspace, testFunction, testService, testWorkspace } from './test-workspace.ts';

const workspaces: TestWorkspace[] = [];
afterEach(() => {
  for (const workspace of workspaces.splice(0)) workspace.dispose();
});

function workspaceOf(files: Readonly<Record<string, string>>): TestWorkspace {
  const workspace = testWorkspace(files);
  workspaces.push(workspace);
  return workspace;
}

test('a function is made of its entry point, what that imports, and the settings and absences that count', async () => {
  const { root } = workspaceOf({
    'package.json': '{}',
    'tsconfig.json': '{"compilerOptions": {"paths": {"@shop/*": ["./libs/*/src"]}}}',
    'services/orders/app.ts':
      "import { price } from '@shop/money';\nimport { S3 } from '@aws-sdk/client-s3';\nexport const handler = () => price(new S3());\n",
    'libs/money/src/index.ts': "export * from './price';\n",
    'libs/money/src/price.ts': 'export const price = (x: unknown) => x;\n',
  });
  const scan = await scanModules({
    workspaceRoot: root,
    services: [testService('orders', [testFunction('services/orders/app.ts')])],
  });
  expect(scan.inputs).toEqual([
    {
      service: 'orders',
      logicalId: 'Api',
      files: ['libs/money/src/index.ts', 'libs/money/src/price.ts', 'services/orders/app.ts'],
      settings: ['package.json', 'tsconfig.json'],
      absent: expect.arrayContaining(['libs/money/src/index.tsx', 'services/orders/tsconfig.json']),
      globs: [],
      packages: [{ name: '@aws-sdk/client-s3' }],
      failures: [],
      notices: [],
    },
  ]);
  expect(scan.edges()).toContainEqual({
    from: 'services/orders/app.ts',
    to: { kind: 'file', path: 'libs/money/src/index.ts' },
  });
});
