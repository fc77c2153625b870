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
  const shared = new Set<LambdaEvent>();
  const byService = new Map<string, Set<LambdaEvent>>();
  return {
    all,
    add(event) {
      all.push(event);
      const service = serviceOf(event);
      if (service === undefined) shared.add(event);
      else byService.set(service, (byService.get(service) ?? new Set()).add(event));
    },
    of(service) {
      const own = byService.get(service) ?? new Set();
      if (shared.size === 0) return [...own];
      return all.filter((event) => shared.has(event) || own.has(event));
    },
  };
}

function serviceOf(event: LambdaEvent): string | undefined {
  if (event.type === 'function-settled' || event.type === 'stack-settled') return event.outcome.service;
  if (event.type === 'invoke-finished') return event.report.service;
  return 'service' in event ? event.service : undefined;
}
