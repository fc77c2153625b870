import { expect, it } from 'vitest';
import { deployReport } from '../print/sample-run.fixture.ts';
import { tellInterruption } from './interrupted-run.ts';

it('tells at once that a run is interrupted, and its sum in the end', () => {
  const abort = new AbortController();
  const told: string[] = [];
  const run = tellInterruption(abort.signal, (text) => told.push(text));
  abort.abort();
  expect(told).toEqual(['\nInterrupted: no further update is sent; waiting for those under way …\n']);
  run.finish(deployReport);
  expect(told[1]).toContain(`${deployReport.environment}: ${deployReport.counts.updated} updated`);
});

it('says nothing of a run that is not interrupted', () => {
  const abort = new AbortController();
  const told: string[] = [];
  tellInterruption(abort.signal, (text) => told.push(text)).finish(deployReport);
  abort.abort();
  expect(told).toEqual([]);
});
