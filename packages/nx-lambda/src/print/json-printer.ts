/** `--output=json`: exactly one JSON document, whatever happened. Its shape is schemas/report.schema.json. */
import type {
  DeployReport,
  DestroyReport,
  Failure,
  HistoryReport,
  InvokeReport,
  LambdaEvent,
  ProvisionReport,
  StatusReport,
} from '@nx-lambda/core';
import { failureText } from './failure-text.ts';
import { payloadText } from './invoke-text.ts';
import type { Printer } from './terminal-printer.ts';

export type ReportCommand =
  | 'deploy-feature'
  | 'provision-feature'
  | 'destroy-feature'
  | 'invoke-cloud'
  | 'rollback-feature'
  | 'status-feature';

/** What is told where there is no report: the command broke off before it could make one. */
export interface FailureReport {
  readonly schema: 1;
  readonly command: ReportCommand;
  readonly failures: readonly (Failure & { readonly service?: string })[];
}

export interface JsonPrinterOptions {
  readonly command: ReportCommand;
  readonly write: (text: string) => void;
}

export function createJsonPrinter(options: JsonPrinterOptions): Printer {
  let report: DeployReport | InvokeReport | undefined;
  const failures: (Failure & { readonly service?: string })[] = [];
  return {
    print(event: LambdaEvent) {
      if (event.type === 'deploy-finished' || event.type === 'invoke-finished') report = event.report;
      if (event.type === 'service-failed' || event.type === 'invoke-failed' || event.type === 'function-build-failed')
        failures.push(...event.failures.map((failure) => ({ ...failure, service: event.service })));
    },
    end() {
      const broken: FailureReport = { schema: 1, command: options.command, failures };
      options.write(reportText(report ?? broken));
    },
  };
}

/** `--output=payload`: the function's answer alone; where there is none, why. */
export function createPayloadPrinter(options: { readonly write: (text: string) => void }): Printer {
  return {
    print(event) {
      if (event.type === 'invoke-finished') options.write(payloadText(event.report));
      if (event.type === 'invoke-failed' || event.type === 'service-failed')
        options.write(event.failures.map((failure) => `${failureText(failure)}\n`).join(''));
    },
    end() {},
  };
}

/** As `--output=json` prints it and `--report=<file>` holds it. */
export function reportText(
  report: DeployReport | DestroyReport | HistoryReport | ProvisionReport | InvokeReport | StatusReport | FailureReport,
): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
