/** `npm run oracle -- --edits 2000 [--seeds 20] [--seed N] [--seconds N] [--verbose]`: see docs/performance.md. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { copyPlugin } from '../bench/plugin-copy.ts';
import { caseText } from './oracle-case.ts';
import { runEnvironment } from './run-environment.ts';
import { runOracle } from './run-oracle.ts';
import { shrink } from './shrink.ts';

const { values } = parseArgs({
  options: {
    edits: { type: 'string', default: '2000' },
    seeds: { type: 'string', default: '20' },
    seed: { type: 'string' },
    seconds: { type: 'string', default: '86400' },
    verbose: { type: 'boolean', default: false },
  },
});

// Ctrl-C ends the run with the figures so far.
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stopped = true));

const folder = await mkdtemp(join(tmpdir(), 'nx-lambda-oracle-plugin-'));
try {
  const options = { links: await copyPlugin(folder), environment: runEnvironment(process.env) };
  const seeds =
    values.seed === undefined ? Array.from({ length: Number(values.seeds) }, (_, seed) => seed) : [Number(values.seed)];
  const result = await runOracle({
    ...options,
    edits: Number(values.edits),
    seeds,
    limit: Number(values.seconds) * 1000,
    stopped: () => stopped,
    now: () => performance.now(),
    commandEvery: 25,
    onEdit: ({ seed, number, kind, duration, missed, rebuiltWithoutNeed }) => {
      if (!values.verbose && missed.length === 0) return;
      write(`seed ${seed}, edit ${number}, ${kind}: ${Math.round(duration)} ms`);
      for (const each of missed) write(`  missed ${each}`);
      if (values.verbose) for (const each of rebuiltWithoutNeed) write(`  rebuilt without need ${each}`);
    },
  });
  const { findings, needlessByKind, ...figures } = result;
  if (Object.keys(needlessByKind).length > 0) write(`rebuilt without need: ${JSON.stringify(needlessByKind)}`);
  const kinds = new Set<string>();
  for (const finding of findings) {
    if (kinds.has(finding.edit.kind)) continue;
    kinds.add(finding.edit.kind);
    const small = await shrink(finding, options);
    const name = `${finding.edit.kind.replaceAll(/[^a-z]+/gi, '-')}-${finding.seed}.json`;
    const path = fileURLToPath(new URL(`cases/${name}`, import.meta.url));
    await writeFile(path, caseText(small));
    write(`kept as tools/oracle/cases/${name}`);
  }
  write(JSON.stringify(figures));
  process.exitCode = figures.missed === 0 && figures.deployedWithoutNeed === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
