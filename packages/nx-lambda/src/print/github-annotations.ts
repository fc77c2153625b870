/**
 * Workflow commands of GitHub Actions, which show failures at their places in a pull request. Values are escaped as
 * GitHub's toolkit does: `%`, CR and LF everywhere, `:` and `,` in properties too.
 */
import type { Failure, FunctionOutcome, LambdaEvent } from '@nx-lambda/core';

/** A line each, without line break. GitHub shows the first ten errors and ten warnings of a step. */
export function githubAnnotations(events: readonly LambdaEvent[]): readonly string[] {
  const commands = events.flatMap((event): readonly string[] => {
    switch (event.type) {
      case 'service-failed':
      case 'invoke-failed':
        return event.failures.map((failure) => annotation('error', failure, event.service));
      case 'function-build-failed':
        return event.failures.map((failure) => annotation('error', failure, `${event.service} ${event.logicalId}`));
      case 'function-settled':
        return outcomeAnnotations(event.outcome);
      case 'stack-settled': {
        const { service, failures, notices } = event.outcome;
        return [
          ...failures.map((failure) => annotation('error', failure, service)),
          ...notices.map((notice) => annotation('warning', notice, service)),
        ];
      }
      case 'notice':
        return [annotation('warning', event.notice, event.service)];
      case 'plan-made':
        return event.plan.notices.map((notice) => annotation('warning', notice, undefined));
      default:
        return [];
    }
  });
  return [...new Set(commands)];
}

function outcomeAnnotations(outcome: FunctionOutcome): readonly string[] {
  if (outcome.kind !== 'refused' && outcome.kind !== 'failed') return [];
  return [annotation('error', outcome.failure, `${outcome.service} ${outcome.logicalId}`)];
}

function annotation(level: 'error' | 'warning', failure: Failure, subject: string | undefined): string {
  const { place } = failure;
  const properties = [
    ...(place === undefined
      ? []
      : [
          `file=${escapedProperty(place.file)}`,
          `line=${place.line}`,
          `col=${place.column}`,
          `endColumn=${place.column + (place.length ?? 1)}`,
        ]),
    `title=${escapedProperty(subject === undefined ? failure.code : `${failure.code} ${subject}`)}`,
  ];
  const text = [failure.message, ...(failure.notes ?? []).map((note) => `- ${note}`), failure.advice].join('\n');
  return `::${level} ${properties.join(',')}::${escapedData(text)}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
