/** `--output=json`: exactly one JSON document, whatever happened. Its shape is schemas/report.schema.json. */
import type {
  BootstrapReport,
  DeployReport,
  DestroyReport,
  EnvironmentList,
  Failure,
  HistoryReport,
  InvokeReport,
  LambdaEvent,
  ParametersReport,
  ProvisionReport,
  StatusReport,
  SweepReport,
} from '@nx-lambda/core';
import { failureText } from './failure-text.ts';
import { payloadText } from './invoke-text.ts';
import type { Printer } from './terminal-printer.ts';

export type ReportCommand =
  | 'deploy-feature'
  | 'provision-feature'
  | 'destroy-feature'
  | 'list-features'
  | 'sweep-features'
  | 'bootstrap-feature'
  | 'parameters-feature'
  | 'invoke-cloud'
  | 'invoke-local'
  | 'rollback-feature'
  | 'status-feature';

/** What is told where there is no report: the command broke off before it could make one. */
export interface FailureReport {
  readonly schema: 1;
  readonly command: ReportCommand;
  readonly failures: readonly (Failure & { readonly service?: string })[];
}

/** About one whole account. */
export type AccountReport = BootstrapReport | ParametersReport | EnvironmentList | SweepReport;

/** Of a command that went through several accounts. */
export interface AccountsReport {
  readonly schema: 1;
  readonly command: ReportCommand;
  readonly accounts: readonly (AccountReport | FailureReport)[];
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

/** For runs that repeat: one document a run, told when the run is over. */
export function createRepeatedJsonPrinter(options: JsonPrinterOptions): Printer {
  return {
    print(event: LambdaEvent) {
      if (event.type === 'invoke-finished') options.write(reportText(event.report));
      if (event.type !== 'invoke-failed') return;
      const failures = event.failures.map((failure) => ({ ...failure, service: event.service }));
      options.write(reportText({ schema: 1, command: options.command, failures }));
    },
    end() {},
  };
}

export interface PayloadPrinterOptions {
  readonly write: (text: string) => void;
  /** Where it is told why there is no answer; `write` when absent. */
  readonly tell?: (text: string) => void;
  /** An error of the function is told elsewhere. */
  readonly errorsApart?: boolean;
}

/** `--output=payload`: the function's answer alone; where there is none, why. */
export function createPayloadPrinter(options: PayloadPrinterOptions): Printer {
  const { tell = options.write } = options;
  let streamed = false;
  return {
    print(event) {
      if (event.type === 'local-response') {
        options.write(event.text);
        streamed = true;
      }
      if (event.type === 'invoke-finished') {
        // What was streamed is told already, unless the function failed in the middle of it.
        const isError = event.report.kind === 'function-error';
        const isTold = isError ? options.errorsApart === true : streamed;
        if (!isTold) options.write(payloadText(event.report));
        else if (streamed) options.write('\n');
        streamed = false;
      }
      if (event.type === 'invoke-failed' || event.type === 'service-failed')
        tell(event.failures.map((failure) => `${failureText(failure)}\n`).join(''));
    },
    end() {},
  };
}

/** As `--output=json` prints it and `--report=<file>` holds it. */
export function reportText(
  report:
    | AccountReport
    | AccountsReport
    | DeployReport
    | DestroyReport
    | HistoryReport
    | ProvisionReport
    | InvokeReport
    | StatusReport
    | FailureReport,
): string {
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
