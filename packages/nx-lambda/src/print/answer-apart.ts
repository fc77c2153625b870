/**
 * Text for whoever pipes the answer on: the answer alone goes to one place, and everything else to another. An error
 * of the function is no answer.
 */
import { createPayloadPrinter } from './json-printer.ts';
import { createTerminalPrinter, type Printer, type TerminalPrinterOptions } from './terminal-printer.ts';

export interface AnswerApartOptions extends Omit<TerminalPrinterOptions, 'answerApart'> {
  readonly writeAnswer: (text: string) => void;
}

export function createAnswerApartPrinter({ writeAnswer, ...options }: AnswerApartOptions): Printer {
  const told = createTerminalPrinter({ ...options, answerApart: true });
  const answer = createPayloadPrinter({ write: writeAnswer, errorsApart: true });
  return {
    print(event) {
      if (event.type === 'local-response' || event.type === 'invoke-finished') answer.print(event);
      told.print(event);
    },
    end: () => told.end(),
  };
}
