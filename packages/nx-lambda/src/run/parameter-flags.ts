/** `--parameter Name=value`, as often as wanted. */
import { type Failure, failed, type ParameterSource, type Result, success } from '@nx-lambda/core';

/** For several services at once: what one of them does not declare is meant for another. */
export function parameterFlags(given: readonly string[]): Result<ParameterSource> {
  const failures: Failure[] = [];
  const values: Record<string, string> = {};
  for (const text of given) {
    const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) values[name] = value;
    else {
      failures.push({
        code: 'NXL-OPTION-FLAG',
        message: '--parameter takes Name=value.',
        advice: 'Write for example --parameter Stage=dev, with quotes around a value with blanks.',
      });
    }
  }
  const [first, ...others] = failures;
  return first === undefined ? success({ origin: '--parameter', values, shared: true }) : failed(first, ...others);
}
