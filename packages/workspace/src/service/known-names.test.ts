import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_OPTIONS } from '@nx-lambda/core';
import { expect, test } from 'vitest';
import { readServices } from './read-services.ts';
import { oneFunction } from './workspace-fixture.ts';

test('what decides the name is an input also where the name is known already', async () => {
  const root = mkdtempSync(join(tmpdir(), 'nx-lambda-names-'));
  try {
    for (const [path, text] of Object.entries(oneFunction('Handler: src/app.handler\nRuntime: nodejs22.x'))) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const request = { workspaceRoot: root, definitionFiles: ['svc/template.yaml'], options: DEFAULT_OPTIONS };
    const [unknown] = await readServices(request);
    const [known] = await readServices({ ...request, projectNames: { svc: 'orders' } });
    expect(known?.name).toBe('orders');
    expect(unknown?.definitionFiles).toContain('svc/project.json');
    expect(known?.definitionFiles).toEqual(unknown?.definitionFiles);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
