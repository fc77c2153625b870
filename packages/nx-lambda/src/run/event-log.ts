/** What happened, kept so that each task's text can be made of its own service's events. */
import type { LambdaEvent } from '@nx-lambda/core';

export interface EventLog {
  readonly all: readonly LambdaEvent[];
  add(event: LambdaEvent): void;
  /** The events about one service and those about the whole run, in their order. */
  of(service: string): readonly LambdaEvent[];
}

export function createEventLog(): EventLog {
  const all: LambdaEvent[] = [];
  /** Places in the list: a run has thousands of services, and each is asked for. */
  const shared: number[] = [];
  const byService = new Map<string, number[]>();
  return {
    all,
    add(event) {
      const service = serviceOf(event);
      const own = service === undefined ? shared : (byService.get(service) ?? []);
      if (service !== undefined) byService.set(service, own);
      own.push(all.length);
      all.push(event);
    },
    of(service) {
      const places = [...shared, ...(byService.get(service) ?? [])].sort((a, b) => a - b);
      return places.flatMap((place) => all[place] ?? []);
    },
  };
}

function serviceOf(event: LambdaEvent): string | undefined {
  if (event.type === 'function-settled' || event.type === 'stack-settled' || event.type === 'stack-removed')
    return event.outcome.service;
  if (event.type === 'invoke-finished') return event.report.service;
  return 'service' in event ? event.service : undefined;
}
