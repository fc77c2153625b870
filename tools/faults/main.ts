/** `npm run faults -- [--seeds 20] [--functions 100] [--kills 50] [--verbose]`: one JSON line; see docs/performance.md. */
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { killAtRandomPoints } from './kill.ts';
import { type FaultRun, runScenario, SCENARIOS } from './matrix.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    functions: { type: 'string', default: '100' },
    kills: { type: 'string', default: '50' },
    only: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});

const [seeds, functions, killPoints] = [Number(values.seeds), Number(values.functions), Number(values.kills)];
/** Most of a run's time is waiting between retries. */
const limit = pLimit(4);
const sums = { faults: 0, calls: 0, retries: 0, wrong: 0, untrue: 0 };

function addRun(name: string, seed: number, run: FaultRun): void {
  sums.faults += run.faults;
  sums.calls += run.calls;
  sums.retries += run.retries;
  sums.wrong += run.wrong.length;
  sums.untrue += run.untrue.length;
  for (const text of [...run.wrong, ...run.untrue]) process.stderr.write(`${name}, seed ${seed}: ${text}\n`);
}

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const started = Date.now();
  const before = { ...sums };
  const all = Array.from({ length: seeds }, (_, index) => index + 1);
  await Promise.all(
    all.map((seed) => limit(async () => addRun(name, seed, await runScenario(scenario, seed, functions)))),
  );
  if (values.verbose) {
    const calls = sums.calls - before.calls;
    process.stderr.write(
      `${name}: ${calls} calls, ${sums.faults - before.faults} faults, ${Date.now() - started} ms\n`,
    );
  }
}

const killed = await killAtRandomPoints(killPoints, functions);
for (const text of killed.lost) process.stderr.write(`after a kill: ${text}\n`);

const { faults, calls, retries, wrong, untrue } = sums;
const line = { faults, seeds, functions, calls, retries, wrong, untrue, killPoints, lostAfterKill: killed.lost.length };
process.stdout.write(`${JSON.stringify(line)}\n`);
process.exitCode = wrong + untrue + killed.lost.length === 0 ? 0 : 1;
