/** How an invocation is told, for each `--output`. Without Nx's task runner standard output has the answer alone. */
import { createAnswerApartPrinter } from '../print/answer-apart.ts';
import { createJsonPrinter, createPayloadPrinter, createRepeatedJsonPrinter } from '../print/json-printer.ts';
import { createTerminalPrinter, type Printer } from '../print/terminal-printer.ts';
import type { CommandContext } from './command-context.ts';
import { processStyle, writeOut } from './command-output.ts';

export interface InvokePrinterOptions {
  readonly command: 'invoke-cloud' | 'invoke-local';
  readonly output: 'text' | 'json' | 'payload' | undefined;
  /** The function runs again and again. */
  readonly repeated: boolean;
}

export function invokePrinter(
  { command, output, repeated }: InvokePrinterOptions,
  { direct }: CommandContext,
): Printer {
  if (output === 'json') {
    const create = repeated ? createRepeatedJsonPrinter : createJsonPrinter;
    return create({ command, write: writeOut });
  }
  if (output === 'payload') return createPayloadPrinter({ write: writeOut, ...(direct && { tell: direct.tell }) });
  if (direct === undefined) return createTerminalPrinter({ ...processStyle(), write: writeOut });
  return createAnswerApartPrinter({ ...processStyle(process.stderr), write: direct.tell, writeAnswer: writeOut });
}
