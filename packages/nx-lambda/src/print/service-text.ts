/** The text of one task: what a run's events tell about one service, without the sums of the whole run. */
import { type LambdaEvent, serviceHistory, serviceStatus } from '@nx-lambda/core';
import { createTerminalPrinter } from './terminal-printer.ts';
import { PLAIN_STYLE, type TerminalStyle } from './terminal-style.ts';

/** What is up to date is told too, and no line is ever rewritten: the text ends up in Nx's cache and in CI logs. */
export function renderService(
  events: readonly LambdaEvent[],
  service: string,
  style: TerminalStyle = PLAIN_STYLE,
): string {
  const texts: string[] = [];
  const printer = createTerminalPrinter({
    ...style,
    live: false,
    write: (text) => texts.push(text),
    everything: true,
    scope: 'service',
  });
  for (const event of events.flatMap((event) => eventsOf(event, service))) printer.print(event);
  printer.end();
  return texts.join('').replace(/^\n+/, '');
}

/** The event as far as it is about the service. */
function eventsOf(event: LambdaEvent, service: string): readonly LambdaEvent[] {
  const own = (subject: { readonly service: string }) => subject.service === service;
  switch (event.type) {
    case 'build-started':
    case 'build-finished':
    case 'deploy-started':
    case 'deploy-progress':
    case 'upload-progress':
    case 'provision-started':
    case 'removal-started':
    case 'stack-progress':
    case 'sweep-finished':
    case 'environments-listed':
    case 'parameters-explained':
    case 'bootstrap-started':
    case 'bootstrap-finished':
    case 'watch-started':
    case 'round-started':
    case 'round-finished':
    case 'watch-retrying':
    case 'watch-finished':
      return [];
    case 'plan-made': {
      const { why, ...plan } = event.plan;
      const actions = plan.actions.filter(own);
      if (actions.length === 0) return [];
      return [
        {
          ...event,
          plan: {
            ...plan,
            actions,
            ...(plan.layers && { layers: plan.layers.filter(own) }),
            notices: [],
            ...(why && { why: why.filter(own) }),
          },
        },
      ];
    }
    case 'function-settled':
      return own(event.outcome) ? [event] : [];
    case 'deploy-finished': {
      const outcomes = event.report.outcomes.filter(own);
      return outcomes.length === 0
        ? []
        : [{ ...event, report: { ...event.report, outcomes, notCompared: 0, notices: [] } }];
    }
    case 'history-finished':
      return [{ ...event, report: { ...serviceHistory(event.report, service), notices: [] } }];
    case 'status-finished':
      return [{ ...event, report: { ...serviceStatus(event.report, service), notices: [] } }];
    case 'stack-settled':
    case 'stack-removed':
      return own(event.outcome) ? [event] : [];
    case 'provision-finished': {
      const stacks = event.report.stacks.filter(own);
      return stacks.length === 0 ? [] : [{ ...event, report: { ...event.report, stacks } }];
    }
    case 'destroy-finished': {
      const stacks = event.report.stacks.filter(own);
      return stacks.length === 0 ? [] : [{ ...event, report: { ...event.report, stacks } }];
    }
    case 'invoke-finished':
      return own(event.report) ? [event] : [];
    case 'notice':
      return event.service === service ? [event] : [];
    default:
      return own(event) ? [event] : [];
  }
}
