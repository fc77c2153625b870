/** `--why`: for each function why it is in or out, and what changed in it. Only formats what the plan knows. */
import type { ChangeKnowledge, FunctionExplanation } from '@nx-lambda/core';
import { changeLine } from './change-text.ts';
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
  const { service, logicalId, decision, reason, changes, deployedAt, layers = [] } = explanation;
  const tone =
    decision === 'update' ? 'accent' : decision === 'fail' ? 'bad' : decision === 'refuse' ? 'warn' : 'quiet';
  return [
    `  ${service} ${logicalId}: ${paint(style, tone, decision)}, ${plainLine(reason)}`,
    ...(changes === undefined ? [] : changeLines(changes, deployedAt, style).map((line) => `    ${line}`)),
    ...layers.flatMap((layer) => [
      `    layer ${plainLine(layer.logicalId)}:`,
      ...changeLines(layer.changes, undefined, style).map((line) => `      ${line}`),
    ]),
  ];
}

function changeLines(
  knowledge: ChangeKnowledge,
  deployedAt: string | undefined,
  style: TerminalStyle,
): readonly string[] {
  const time = deployedAt === undefined ? '' : ` on ${plainLine(deployedAt)}`;
  switch (knowledge.kind) {
    case 'known':
      return knowledge.changes.length === 0
        ? ['- nothing that the manifest lists changed; the bytes did']
        : knowledge.changes.map((change) => changeLine(change, style));
    case 'deployed-elsewhere':
      return [`- someone else deployed other code${time}`];
    case 'not-recorded':
      return [
        `- what the deployed code was made of is not recorded here${deployedAt === undefined ? '' : `; deployed${time}`}`,
      ];
  }
}
