/** One change of a function as a line: what it was, and through which imports it reaches the function. */
import type { BuildChange, BuildKnowledge } from '@nx-lambda/core';
import { symbolsOf } from './paint.ts';
import { plainLine } from './plain-text.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function changeLine(change: BuildChange, style: TerminalStyle): string {
  const chain = 'chain' in change && change.chain !== undefined && change.chain.length > 1 ? change.chain : [];
  const arrow = ` ${symbolsOf(style).next} `;
  return `- ${changeText(change)}${chain.length === 0 ? '' : `: ${chain.map(plainLine).join(arrow)}`}`;
}

/** What a build knows of the changes since the last one here. */
export function buildKnowledgeLines(knowledge: BuildKnowledge, style: TerminalStyle): readonly string[] {
  if (knowledge.kind === 'not-recorded') return ['- no build of it here is recorded'];
  if (knowledge.changes.length === 0) return ['- nothing changed since its last build here'];
  return knowledge.changes.map((change) => changeLine(change, style));
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
    case 'package-edited':
      return `package ${plainLine(change.name)} has other files in the same version`;
    case 'setting':
      return `setting ${change.name}: ${settingText(change.before)} became ${settingText(change.after)}`;
  }
}

/** Lists and objects are JSON already, and read badly in quotes. */
function settingText(value: string): string {
  if (value === '') return 'nothing';
  return /^[[{]/.test(value) ? plainLine(value) : `"${plainLine(value)}"`;
}
