/** What was deployed from here to one environment, and what of it can be taken back. */
import type { Notice } from '../failure.ts';
import type { PastDeployment } from './undo.ts';

export interface HistoryReport {
  readonly schema: 1;
  readonly command: 'rollback-feature';
  readonly environment: string;
  readonly accountId: string;
  /** ARN of who asks. */
  readonly callerArn?: string;
  readonly region: string;
  /** Newest first. */
  readonly deployments: readonly PastDeployment[];
  /** The replaced codes that are kept here, and can be brought back. */
  readonly kept: readonly string[];
  readonly notices: readonly Notice[];
  /** Milliseconds. */
  readonly duration: number;
}

const SHORT_CODE = 12;

/** Enough of a codeSha256 to tell it from others, and to name it with. */
export function shortCode(codeSha256: string): string {
  return codeSha256.slice(0, SHORT_CODE);
}

/** The part of a report that is about one service; numbers stay those of all services. */
export function serviceHistory(report: HistoryReport, service: string): HistoryReport {
  const deployments = report.deployments.flatMap((deployment): readonly PastDeployment[] => {
    const functions = deployment.functions.filter((one) => one.service === service);
    return functions.length === 0 ? [] : [{ ...deployment, functions }];
  });
  return { ...report, deployments };
}
