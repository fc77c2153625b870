import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { definitionGlobOfWorkspace, pluginOptionsOf } from './definition-files.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'definition-files-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const DEFAULT =
  '{**/template.{yaml,yml,json},**/lambda.config.json,**/serverless.{yml,yaml,json,ts,js,mjs,cjs},**/cdk.json}';

it('looks for the usual templates where nx.json says nothing, is broken or is missing', () => {
  expect(definitionGlobOfWorkspace(root)).toBe(DEFAULT);
  writeFileSync(join(root, 'nx.json'), '{');
  expect(definitionGlobOfWorkspace(root)).toBe(DEFAULT);
  writeFileSync(join(root, 'nx.json'), JSON.stringify({ plugins: ['nx-lambda'] }));
  expect(definitionGlobOfWorkspace(root)).toBe(DEFAULT);
});

it('looks for the templates that the options name', () => {
  const plugins = ['other', { plugin: 'nx-lambda', options: { templates: '**/stack.yml' } }];
  writeFileSync(join(root, 'nx.json'), JSON.stringify({ plugins }));
  expect(definitionGlobOfWorkspace(root)).toBe(
    '{**/stack.yml,**/lambda.config.json,**/serverless.{yml,yaml,json,ts,js,mjs,cjs},**/cdk.json}',
  );
});

it('finds its own options among those of other plugins', () => {
  const options = { environment: '{branch}' };
  expect(
    pluginOptionsOf({
      plugins: [
        { plugin: 'x', options: {} },
        { plugin: 'nx-lambda', options },
      ],
    }),
  ).toBe(options);
  expect(pluginOptionsOf({})).toBeUndefined();
});
