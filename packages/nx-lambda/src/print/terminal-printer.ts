/**
 * The live text of a whole run: a line a function as it happens, the plan, progress, explanations and a sum at the end.
 * Failures are explained once, at the end, where they are not lost among the lines of what went well.
 */
import type { BuildKnowledge, FunctionOutcome, LambdaEvent } from '@nx-lambda/core';
import { bootstrapFindings, bootstrapLines, bootstrapStartedLine } from './bootstrap-text.ts';
import { buildKnowledgeLines } from './change-text.ts';
import { notComparedLines, outcomeFindings, outcomeLine, planLines, summaryLine } from './deploy-text.ts';
import { environmentLines, sweepSummary } from './environments-text.ts';
import { type Finding, findingKey, findingLines } from './failure-text.ts';
import { type Columns, columnsOf, rowText } from './function-row.ts';
import { historyLines } from './history-text.ts';
import { invokeReportLines, invokeStartedLine, repeatsError, type ToldBefore } from './invoke-text.ts';
import { localChangedLine, localLogLines, localStartedLines, localWaitingLine } from './local-text.ts';
import { paint, symbolsOf } from './paint.ts';
import { parametersLines } from './parameters-text.ts';
import { cutTo, plainLine, plainText } from './plain-text.ts';
import {
  provisionStartedLine,
  provisionSummary,
  stackFindings,
  stackOutcomeLines,
  stackPlanLines,
} from './provision-text.ts';
import { counted, formatDuration, formatSize } from './quantity.ts';
import { destroySummary, removalFindings, removalLines, removalStartedLine } from './removal-text.ts';
import { stackStatusFindings } from './stack-status-text.ts';
import { createStackTelling } from './stack-telling.ts';
import { statusFindings, statusLines } from './status-text.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { whyLines } from './why-text.ts';

export interface TerminalPrinterOptions extends TerminalStyle {
  readonly write: (text: string) => void;
  /** Tell also what is up to date, function by function. */
  readonly everything?: boolean;
  /** Name of the target that deploys; `deploy-feature` when absent. */
  readonly deployTarget?: string;
  /** The function's answer is told elsewhere. */
  readonly answerApart?: boolean;
  /** `service`: the events are those of one service, so times of the whole run are left out. */
  readonly scope?: 'run' | 'service';
}

export interface Printer {
  print(event: LambdaEvent): void;
  /** To be called once, after the last event, also where the run broke off. */
  end(): void;
}

/** Without a terminal, every so manieth progress event is told: they come at most one a second. */
const PROGRESS_STEP = 10;

export function createTerminalPrinter(options: TerminalPrinterOptions): Printer {
  const { write } = options;
  const findings: Finding[] = [];
  const explained = new Set<string>();
  let columns: Columns = { service: 0, logicalId: 0 };
  /** Functions that the plan told to the end: they are not told again. */
  let toldByPlan: ReadonlySet<string> = new Set();
  const stacks = createStackTelling(options);
  let transient = false;
  let progressEvents = 0;
  const toldNothing: ToldBefore = { log: false, response: options.answerApart === true };
  let told = toldNothing;

  const clearTransient = () => {
    if (transient) write('\r\u001b[2K');
    transient = false;
  };
  const lines = (texts: readonly string[]) => {
    clearTransient();
    if (texts.length > 0) write(`${texts.join('\n')}\n`);
  };
  const progress = (text: string) => {
    progressEvents += 1;
    if (options.live) {
      clearTransient();
      write(cutTo(text, options.width - 1, symbolsOf(options).ellipsis));
      transient = true;
    } else if (progressEvents % PROGRESS_STEP === 0) write(`${text}\n`);
  };
  const explainAll = () => {
    const fresh = findings.filter((finding) => !explained.has(findingKey(finding)));
    for (const finding of fresh) explained.add(findingKey(finding));
    const shown = findingLines(fresh, options);
    lines(shown);
    findings.length = 0;
    return shown.length > 0;
  };
  const whyBuilt = ({ why }: { readonly why?: BuildKnowledge }) =>
    why === undefined ? [] : buildKnowledgeLines(why, options).map((line) => `      ${line}`);
  const settled = (outcome: FunctionOutcome) => {
    findings.push(...outcomeFindings([outcome]));
    if (toldByPlan.has(nameOf(outcome)) || (outcome.kind === 'skipped' && options.everything !== true)) return;
    columns = columnsOf([outcome], columns);
    lines([outcomeLine(outcome, columns, options)]);
  };

  const print = (event: LambdaEvent): void => {
    switch (event.type) {
      case 'notice':
        findings.push({ severity: 'notice', subject: event.service ?? '', failure: event.notice });
        return;
      case 'build-started':
        return;
      case 'function-built': {
        columns = columnsOf([event], columns);
        const { service, logicalId, zipSize: size, duration } = event;
        const look =
          event.reused === true
            ? ({ symbol: 'same', tone: 'quiet', verb: 'reused' } as const)
            : ({ symbol: 'done', tone: 'good', verb: 'built' } as const);
        lines([rowText({ ...look, service, logicalId, size, duration }, columns, options), ...whyBuilt(event)]);
        return;
      }
      case 'function-build-failed': {
        columns = columnsOf([event], columns);
        const { service, logicalId } = event;
        const row = { symbol: 'failed', tone: 'bad', service, logicalId, verb: 'failed' } as const;
        lines([rowText({ ...row, ...codeOf(event.failures) }, columns, options), ...whyBuilt(event)]);
        for (const failure of event.failures)
          findings.push({ severity: 'failed', subject: `${service} ${logicalId}`, failure });
        return;
      }
      case 'service-failed':
      case 'invoke-failed':
        for (const failure of event.failures) findings.push({ severity: 'failed', subject: event.service, failure });
        return;
      case 'build-finished': {
        const told = explainAll();
        const failures = event.failed === 0 ? '' : `, ${paint(options, 'bad', `${event.failed} failed`)}`;
        const reused = event.reused === undefined ? '' : `, ${event.reused} of them reused`;
        const sum = `Built ${counted(event.built, 'function')}${reused}${failures} in ${formatDuration(event.duration)}`;
        lines([...(told ? [''] : []), sum]);
        return;
      }
      case 'deploy-started': {
        const what = `Comparing ${counted(event.functions, 'function')} with ${event.environment}`;
        lines([paint(options, 'quiet', `${what} ${symbolsOf(options).ellipsis}`)]);
        return;
      }
      case 'plan-made': {
        const { plan } = event;
        for (const notice of plan.notices) findings.push({ severity: 'notice', subject: '', failure: notice });
        columns = columnsOf(plan.actions.filter(({ kind }) => kind === 'update'));
        const final = event.dryRun ? plan.actions : plan.actions.filter(({ kind }) => kind !== 'update');
        toldByPlan = new Set(final.map(nameOf));
        lines(planLines(plan, options.everything === true, options));
        lines(whyLines(plan.why ?? [], options));
        if (final.length < plan.actions.length) lines(['']);
        return;
      }
      case 'update-started':
        return;
      case 'layer-published':
        lines([
          `  ${paint(options, 'good', 'published')} layer ${plainLine(event.logicalId)} as ${plainLine(event.arn)}`,
        ]);
        return;
      case 'upload-progress':
        progress(`  ${event.logicalId}: ${formatSize(event.done)} of ${formatSize(event.total)} uploaded`);
        return;
      case 'function-settled':
        settled(event.outcome);
        return;
      case 'deploy-progress':
        progress(`  ${event.settled} of ${counted(event.total, 'function')} done`);
        return;
      case 'deploy-finished': {
        const { report } = event;
        findings.push(...outcomeFindings(report.outcomes));
        for (const notice of report.notices) findings.push({ severity: 'notice', subject: '', failure: notice });
        explainAll();
        const target = options.deployTarget ?? 'deploy-feature';
        const { duration, ...sum } = report;
        const told = options.scope === 'service' ? sum : { ...sum, duration };
        lines(['', summaryLine(told, options), ...notComparedLines(report.notCompared, target, options)]);
        return;
      }
      case 'history-finished': {
        const { report } = event;
        lines(historyLines(report, options));
        for (const notice of report.notices) findings.push({ severity: 'notice', subject: '', failure: notice });
        explainAll();
        return;
      }
      case 'status-finished': {
        const { report } = event;
        lines(statusLines(report, options));
        findings.push(...statusFindings(report.functions), ...stackStatusFindings(report.stacks ?? []));
        for (const notice of report.notices) findings.push({ severity: 'notice', subject: '', failure: notice });
        explainAll();
        return;
      }
      case 'provision-started':
        lines([provisionStartedLine(event, options)]);
        return;
      case 'stack-waiting':
        lines([`  ${event.stackName} is in the state ${event.status}: waiting for it ${symbolsOf(options).ellipsis}`]);
        return;
      case 'stack-planned':
        lines(stackPlanLines(event, options));
        return;
      case 'stack-event':
        lines(stacks.lines(event));
        return;
      case 'stack-progress':
        progress(stacks.progress(event));
        return;
      case 'stack-settled':
        findings.push(...stackFindings(event.outcome));
        lines(stackOutcomeLines(event.outcome, options));
        return;
      case 'provision-finished':
        explainAll();
        lines(['', provisionSummary(event.report, options)]);
        return;
      case 'removal-started':
        lines([removalStartedLine(event, options)]);
        return;
      case 'stack-removed':
        findings.push(...removalFindings(event.outcome));
        lines(removalLines(event.outcome, options));
        return;
      case 'destroy-finished':
        explainAll();
        lines(['', destroySummary(event.report, options)]);
        return;
      case 'sweep-finished':
        explainAll();
        lines(['', sweepSummary(event.report, options)]);
        return;
      case 'environments-listed':
        lines(environmentLines(event.report, options));
        return;
      case 'parameters-explained':
        lines(parametersLines(event.report, options));
        for (const failure of event.report.problems)
          findings.push({ severity: 'failed', subject: event.report.service, failure });
        explainAll();
        return;
      case 'bootstrap-started':
        lines([bootstrapStartedLine(event.identity, options)]);
        return;
      case 'bootstrap-finished':
        findings.push(...bootstrapFindings(event.report));
        explainAll();
        lines(bootstrapLines(event.report, options));
        return;
      case 'invoke-started':
        lines([invokeStartedLine(event, options)]);
        return;
      case 'invoke-finished':
        explainAll();
        if (told.response && options.answerApart !== true) write('\n');
        lines(invokeReportLines(event.report, options, told));
        told = toldNothing;
        return;
      case 'local-started':
        lines(localStartedLines(event, options));
        return;
      case 'local-log':
        if (repeatsError(event.line)) return;
        lines(localLogLines(event.line, !told.log, options));
        told = { ...told, log: true };
        return;
      case 'local-response':
        if (options.answerApart === true) return;
        if (!told.response) write('\n');
        write(plainText(event.text));
        told = { ...told, response: true };
        return;
      case 'local-debugger':
        lines([plainLine(event.text)]);
        return;
      // Told by the watch's own printer, around those of its rounds.
      case 'watch-started':
      case 'round-started':
      case 'round-finished':
      case 'watch-retrying':
      case 'watch-finished':
        return;
      case 'local-waiting':
        explainAll();
        lines(['', localWaitingLine(options)]);
        return;
      case 'local-changed':
        // A mistake that is still there is told again.
        explained.clear();
        lines([localChangedLine(event.files, options)]);
        return;
    }
  };

  return {
    print,
    end() {
      explainAll();
      clearTransient();
    },
  };
}

function nameOf(subject: { readonly service: string; readonly logicalId: string }): string {
  return JSON.stringify([subject.service, subject.logicalId]);
}

function codeOf(failures: readonly { readonly code: string }[]): { readonly remark?: string } {
  const [first, ...others] = failures;
  if (first === undefined) return {};
  return { remark: others.length === 0 ? first.code : `${first.code} and ${others.length} more` };
}
