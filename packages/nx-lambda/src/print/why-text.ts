/** `--why`: for each function why it is in or out, and what changed in it. Only formats what the plan knows. */
import type { BuildChange, ChangeKnowledge, FunctionExplanation } from '@nx-lambda/core';
import { paint } from './paint.ts';
import { plainLine } from './plain-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function whyLines(explanations: readonly FunctionExplanation[], style: TerminalStyle): readonly string[] {
  if (explanations.length === 0) return [];
  return [
    '',
    paint(style, 'strong', 'Why'),
    ...explanations.flatMap((explanation) => functionLines(explanation, style)),
  ];
}

function functionLines(explanation: FunctionExplanation, style: TerminalStyle): readonly string[] {
  const { service, logicalId, decision, reason, changes, deployedAt } = explanation;
  const tone =
    decision === 'update' ? 'accent' : decision === 'fail' ? 'bad' : decision === 'refuse' ? 'warn' : 'quiet';
  return [
    `  ${service} ${logicalId}: ${paint(style, tone, decision)}, ${plainLine(reason)}`,
    ...(changes === undefined ? [] : changeLines(changes, deployedAt).map((line) => `    ${line}`)),
  ];
}

function changeLines(knowledge: ChangeKnowledge, deployedAt: string | undefined): readonly string[] {
  const time = deployedAt === undefined ? '' : ` on ${plainLine(deployedAt)}`;
  switch (knowledge.kind) {
    case 'known':
      return knowledge.changes.length === 0
        ? ['- nothing that the manifest lists changed; the bytes did']
        : knowledge.changes.map((change) => `- ${changeText(change)}`);
    case 'deployed-elsewhere':
      return [`- someone else deployed other code${time}`];
    case 'not-recorded':
      return [`- no deployment from here is recorded${deployedAt === undefined ? '' : `; deployed${time}`}`];
  }
}

function changeText(change: BuildChange): string {
  switch (change.kind) {
    case 'input-changed':
      return `${plainLine(change.path)} changed`;
    case 'input-added':
      return `${plainLine(change.path)} was added`;
    case 'input-removed':
      return `${plainLine(change.path)} was removed`;
    case 'package':
    case 'tool': {
      const { before, after } = change;
      const name = `${change.kind} ${plainLine(change.name)}`;
      if (before === undefined) return `${name} ${after ?? ''} was added`;
      return after === undefined ? `${name} ${before} was removed` : `${name} ${before} became ${after}`;
    }
    case 'setting':
      return `setting ${change.name}: "${plainLine(change.before)}" became "${plainLine(change.after)}"`;
  }
}
