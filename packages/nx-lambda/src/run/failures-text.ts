/** Failures that stop a whole command, as its text. */
import type { Failure } from '@nx-lambda/core';
import { failureText } from '../print/failure-text.ts';

export function failuresText(failures: readonly Failure[]): string {
  return failures.map((failure) => `${failureText(failure)}\n`).join('');
}
