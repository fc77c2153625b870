/** What is told while stacks change: each resource once, when it is done or has failed, and what is waited for. */
import {
  isUndoing,
  type LambdaEvent,
  operationEnded,
  type ResourceStep,
  type ResourceStepKind,
  resourceStep,
  type StackEvent,
} from '@nx-lambda/core';
import { paint, symbolsOf, type Tone } from './paint.ts';
import { padEnd, plainLine, textWidth } from './plain-text.ts';
import { formatDuration } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

type Told = Extract<LambdaEvent, { readonly type: 'stack-event' }>;
type Progress = Extract<LambdaEvent, { readonly type: 'stack-progress' }>;

export interface StackTelling {
  /** Most events have nothing to tell. */
  lines(event: Told): readonly string[];
  /** One line for all stacks that change now. */
  progress(event: Progress): string;
}

const LOOKS: Readonly<Record<ResourceStepKind, { readonly word: string; readonly tone: Tone }>> = {
  created: { word: 'created', tone: 'good' },
  updated: { word: 'updated', tone: 'good' },
  removed: { word: 'removed', tone: 'warn' },
  kept: { word: 'kept', tone: 'warn' },
  imported: { word: 'imported', tone: 'good' },
  undone: { word: 'undone', tone: 'quiet' },
  failed: { word: 'failed', tone: 'bad' },
};

const WIDEST_WORD = 'imported'.length;

/** Shorter times are those of every resource and say nothing. */
const WORTH_TELLING = 1000;

export function createStackTelling(style: TerminalStyle): StackTelling {
  const seen = new Map<string, StackEvent[]>();
  const running = new Map<string, string>();
  let width = 0;
  const stepLine = (stackName: string, { kind, logicalId, type, reason, duration }: ResourceStep): string => {
    const { word, tone } = LOOKS[kind];
    width = Math.max(width, textWidth(logicalId));
    const time = duration < WORTH_TELLING ? '' : `  ${formatDuration(duration)}`;
    const why = reason === undefined ? '' : `  ${plainLine(reason)}`;
    const what = `${padEnd(logicalId, width)}  ${paint(style, 'quiet', type)}`;
    return `  ${paint(style, tone, padEnd(word, WIDEST_WORD))}  ${stackName}  ${what}${time}${why}`;
  };
  return {
    lines({ stackName, event }) {
      const earlier = seen.get(stackName) ?? [];
      const isOver = event.physicalId === event.stackId && operationEnded(event.status);
      if (isOver) running.delete(stackName);
      seen.set(stackName, isOver ? [] : [...earlier, event]);
      const step = resourceStep(event, earlier);
      const begins = !isUndoing(earlier) && isUndoing([event]);
      const told = begins ? [paint(style, 'warn', `  ${stackName} is being taken back`)] : [];
      return step === undefined ? told : [...told, stepLine(stackName, step)];
    },
    progress({ stackName, settled, total, running: waitedFor, isTakenBack }) {
      const [longest] = waitedFor;
      const count = total === undefined ? `${settled} done` : `${settled} of ${total} done`;
      const state = isTakenBack ? 'is being taken back' : count;
      const what = longest === undefined ? '' : `, ${longest.logicalId} ${formatDuration(longest.elapsed)}`;
      running.set(stackName, `${stackName}: ${state}${what}`);
      return `  ${[...running.values()].join('; ')} ${symbolsOf(style).ellipsis}`;
    },
  };
}
