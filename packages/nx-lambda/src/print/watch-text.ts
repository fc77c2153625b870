/** The lines that a watch has of its own. */
import type { LambdaEvent, WatchReport } from '@nx-lambda/core';
import { paint, symbolsOf } from './paint.ts';
import { plainLine } from './plain-text.ts';
import { counted, formatDuration } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

type Watching<Type extends LambdaEvent['type']> = Extract<LambdaEvent, { readonly type: Type }>;

/** So many names are told one by one. */
const NAMED = 3;

export function watchStartedLine(event: Watching<'watch-started'>, style: TerminalStyle): string {
  const names = event.services.map(plainLine).join(', ');
  return `Watching ${paint(style, 'strong', names)}: ${counted(event.functions, 'function')} of ${plainLine(event.environment)}`;
}

export function roundStartedLine({ round, paths, functions }: Watching<'round-started'>, style: TerminalStyle): string {
  const what = counted(functions.length, 'function');
  if (round === 1) return `Bringing ${what} up to date ${symbolsOf(style).ellipsis}`;
  if (paths.length === 0) return `Once more: ${what}`;
  const named = paths.slice(0, NAMED).map(plainLine).join(', ');
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `${paint(style, 'strong', named)}${more} saved: ${what}`;
}

export function roundFinishedLine(event: Watching<'round-finished'>, style: TerminalStyle): string {
  const { updated, left, duration, watched } = event;
  const failures = left === 0 ? '' : `, ${paint(style, 'bad', `${left} not deployed`)}`;
  const done = updated === 0 && left === 0 ? 'The same bytes: nothing to deploy' : `${updated} updated${failures}`;
  const quiet = `in ${formatDuration(duration)}; ${counted(watched, 'file')} watched`;
  return `${done} ${paint(style, 'quiet', quiet)}`;
}

export function watchSummaryLines(report: WatchReport, style: TerminalStyle): readonly string[] {
  const { environment, rounds, updates, left, duration } = report;
  const deployed = `${counted(updates, 'update')} in ${counted(rounds, 'round')}`;
  const sum = `Watched ${plainLine(environment)} for ${formatDuration(duration)}: ${deployed}`;
  if (left.length === 0) return ['', `${sum}; everything that was saved is deployed.`];
  return [
    '',
    `${sum}; not deployed:`,
    ...left.map(({ service, logicalId, failure }) => {
      const name = `${plainLine(service)} ${plainLine(logicalId)}`;
      return `  ${paint(style, 'bad', symbolsOf(style).failed)} ${name}  ${paint(style, 'quiet', failure.code)}`;
    }),
  ];
}
