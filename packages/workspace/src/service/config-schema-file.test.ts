import { readFileSync } from 'node:fs';
import { configSchemaFile } from '@nx-lambda/core';
import { expect, it } from 'vitest';

const SHIPPED = new URL('../../../nx-lambda/schemas/lambda.config.schema.json', import.meta.url);

it('ships the schema of lambda.config.json exactly as it is checked', () => {
  expect(JSON.parse(readFileSync(SHIPPED, 'utf8'))).toEqual(JSON.parse(configSchemaFile()));
});
