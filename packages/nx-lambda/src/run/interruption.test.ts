import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Interruption, onInterruption } from './interruption.ts';

let interruption: Interruption;
let exits: number[];

beforeEach(() => {
  exits = [];
  interruption = onInterruption((code) => exits.push(code));
});

afterEach(() => interruption.release());

it('asks the work to end at the first signal', () => {
  expect(interruption.signal.aborted).toBe(false);
  process.emit('SIGINT', 'SIGINT');
  expect(interruption.signal.aborted).toBe(true);
  expect(exits).toEqual([]);
});

it('takes the SIGTERM that Nx sends after Ctrl-C for the same wish', () => {
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  expect(exits).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)('ends at once at a second %s', (signal) => {
  process.emit(signal, signal);
  process.emit(signal, signal);
  expect(exits).toEqual([130]);
});

it('gives the signals back', () => {
  const listeners = process.listenerCount('SIGINT');
  interruption.release();
  expect(process.listenerCount('SIGINT')).toBe(listeners - 1);
});
