import { expect, test } from 'vitest';
import { type TerminalFacts, terminalStyle } from './terminal-style.ts';

function style(environment: TerminalFacts['environment'], isTerminal = true) {
  const { colour, live } = terminalStyle({ isTerminal, columns: 120, environment });
  return { colour, live };
}

test('a terminal has colours and a live line', () => {
  expect(style({})).toEqual({ colour: true, live: true });
});

test.each([
  [{ NO_COLOR: '1' }, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '3' }, true],
  [{ FORCE_COLOR: '0' }, true],
  [{ FORCE_COLOR: 'false' }, true],
  [{ TERM: 'dumb' }, true],
  [{}, false],
  [{ FORCE_COLOR: 'true' }, false],
] as const)('with %j there is neither (terminal: %s)', (environment, isTerminal) => {
  expect(style(environment, isTerminal)).toEqual({ colour: false, live: false });
});

test('colours can be forced without a terminal, a live line cannot', () => {
  expect(style({ FORCE_COLOR: '1' }, false)).toEqual({ colour: true, live: false });
});

test('an empty NO_COLOR means nothing', () => {
  expect(style({ NO_COLOR: '' })).toEqual({ colour: true, live: true });
});

test('the width is that of the terminal, else 100', () => {
  const facts = { isTerminal: true, columns: 120, environment: {} };
  expect(terminalStyle(facts).width).toBe(120);
  expect(terminalStyle({ ...facts, columns: 0 }).width).toBe(100);
  expect(terminalStyle({ ...facts, isTerminal: false }).width).toBe(100);
});

test('ASCII comes on request and on dumb terminals', () => {
  const facts = { isTerminal: true, columns: 80, environment: {} };
  expect(terminalStyle(facts).unicode).toBe(true);
  expect(terminalStyle({ ...facts, ascii: true }).unicode).toBe(false);
  expect(terminalStyle({ ...facts, environment: { TERM: 'dumb' } }).unicode).toBe(false);
});
