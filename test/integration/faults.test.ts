import { expect, it } from 'vitest';
import { killAtRandomPoints } from '../../tools/faults/kill.ts';
import { runScenario, SCENARIOS } from '../../tools/faults/matrix.ts';

// `npm run faults` does the same with more functions and seeds.
it.each(Object.entries(SCENARIOS))('tells nothing untrue under %s', async (_, scenario) => {
  const run = await runScenario(scenario, 3, 20);
  expect({ wrong: run.wrong, untrue: run.untrue }).toEqual({ wrong: [], untrue: [] });
  expect(run.faults).toBeGreaterThan(0);
});

it('finishes after kill -9 just what was left and repeats nothing', async () => {
  expect(await killAtRandomPoints(3, 20)).toEqual({ lost: [] });
});
