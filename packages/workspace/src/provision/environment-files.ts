/** `environments/<name>.json` and `environments/default.json` beside a template: parameter values of one environment and of all. */
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  type Failure,
  failed,
  failureAt,
  type ParameterSource,
  type ParsedDocument,
  type Result,
  success,
} from '@nx-lambda/core';
import { parseDocument } from '../service/workspace-files.ts';

/** The environment's own file first. A file that is not there is no source. */
export async function environmentFiles(
  workspaceRoot: string,
  template: string,
  environment: string,
): Promise<Result<readonly ParameterSource[]>> {
  const sources: ParameterSource[] = [];
  const failures: Failure[] = [];
  for (const name of [environment, 'default']) {
    const path = posix.join(posix.dirname(template), 'environments', `${name}.json`);
    const text = await readFile(join(workspaceRoot, path), 'utf8').catch(errorCode);
    if (typeof text !== 'string') {
      if (text.code !== 'ENOENT') failures.push(unreadable(path, text.code));
      continue;
    }
    const read = parameterValues(parseDocument(path, text));
    if (read.ok) sources.push({ origin: path, values: read.value });
    else failures.push(...read.failures);
  }
  const [first, ...others] = failures;
  return first === undefined ? success(sources) : failed(first, ...others);
}

/** An object of texts, numbers and truth values; lists are joined by commas, as CloudFormation takes them. */
export function parameterValues(document: ParsedDocument): Result<Readonly<Record<string, string>>> {
  const failures: Failure[] = [...document.failures];
  const values: [string, string][] = [];
  const { root, source } = document;
  if (root !== undefined && root.kind !== 'map') {
    failures.push(
      failureAt(
        root,
        'NXL-PROVISION-PARAMETERS-FILE',
        `${source.file} must hold an object.`,
        'Write {"Name": "value"}.',
      ),
    );
  }
  for (const { key, value } of root?.kind === 'map' ? root.entries : []) {
    const items = value.kind === 'list' ? value.items : [value];
    const texts = items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : []));
    if (texts.length === items.length) values.push([key.text, texts.join(',')]);
    else {
      failures.push(
        failureAt(
          value,
          'NXL-PROVISION-PARAMETERS-FILE',
          `The value of ${key.text} must be a text, a number, true, false, or a list of them.`,
          'Write the value as CloudFormation takes it.',
        ),
      );
    }
  }
  const [first, ...others] = failures;
  return first === undefined ? success(Object.fromEntries(values)) : failed(first, ...others);
}

function errorCode(error: unknown): { readonly code: string } {
  return { code: (error as NodeJS.ErrnoException).code ?? 'unknown error' };
}

function unreadable(path: string, code: string): Failure {
  return {
    code: 'NXL-PROVISION-PARAMETERS-FILE',
    message: `${path} can't be read (${code}).`,
    advice: 'Make it a readable file.',
  };
}
