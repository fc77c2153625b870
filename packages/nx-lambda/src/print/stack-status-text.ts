/** The stacks of an environment, a line each with what they give out below. */
import { infrastructureText, type PresentStack, type StackStatus } from '@nx-lambda/core';
import type { Finding } from './failure-text.ts';
import { paint, type Tone } from './paint.ts';
import { padEnd, plainLine, textWidth } from './plain-text.ts';
import { counted } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function stackStatusLines(stacks: readonly StackStatus[], style: TerminalStyle): readonly string[] {
  const width = Math.max(0, ...stacks.map(({ stackName }) => textWidth(plainLine(stackName))));
  return stacks.flatMap((stack) => {
    const name = padEnd(plainLine(stack.stackName), width);
    if (stack.kind === 'missing') return [`  ${name}  ${paint(style, 'warn', 'not there')}`];
    if (stack.kind === 'unreadable') return [`  ${name}  ${paint(style, 'bad', stack.failure.code)}`];
    return [`  ${name}  ${presentText(stack, style)}`, ...outputLines(stack), ...endpointLines(stack)];
  });
}

function presentText(stack: PresentStack, style: TerminalStyle): string {
  const { status, age, owner, branch, waiting } = stack;
  const tone: Tone = /FAILED|ROLLBACK/.test(status) ? 'bad' : status.endsWith('_COMPLETE') ? 'good' : 'warn';
  const who = [owner, branch].filter((each) => each !== undefined).map(plainLine);
  const parts = [
    paint(style, tone, status),
    `made ${age === 0 ? 'today' : `${counted(age, 'day')} ago`}${who.length > 0 ? ` by ${who.join(', ')}` : ''}`,
    expiryText(stack, style),
    waiting === undefined
      ? paint(style, 'quiet', 'not made by provision-feature')
      : waiting.length === 0
        ? 'as the template here'
        : paint(style, 'warn', `waits for provision-feature: ${infrastructureText(waiting)}`),
  ];
  return parts.join(', ');
}

function expiryText({ expires, daysLeft }: PresentStack, style: TerminalStyle): string {
  if (expires === undefined) return 'never expires';
  if (daysLeft === undefined) return `expires ${plainLine(expires)}`;
  if (daysLeft < 0) return paint(style, 'warn', `expired ${expires}`);
  return `expires ${expires} (${daysLeft === 0 ? 'today' : `in ${counted(daysLeft, 'day')}`})`;
}

function outputLines({ outputs }: PresentStack): readonly string[] {
  return outputs.map(({ key, value }) => `    ${plainLine(key)} = ${plainLine(value)}`);
}

/** What an output tells already is not told again. */
function endpointLines({ endpoints = [], outputs }: PresentStack): readonly string[] {
  return endpoints
    .filter(({ url }) => !outputs.some(({ value }) => value === url || value.startsWith(`${url}/`)))
    .map(({ logicalId, url }) => `    ${plainLine(logicalId)}: ${plainLine(url)}`);
}

/** What the lines can only name. */
export function stackStatusFindings(stacks: readonly StackStatus[]): readonly Finding[] {
  return stacks.flatMap((stack): Finding[] =>
    stack.kind === 'unreadable' ? [{ severity: 'notice', subject: stack.service, failure: stack.failure }] : [],
  );
}
