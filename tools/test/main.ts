/**
 * `npm test`: every check and every suite, in one go. A failed step shows its output and the others still run.
 * The last line is `N passed, N failed, N skipped` over all suites; a failed step that is no suite counts as one failure.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep, type Step, stepEnvironment } from './step.ts';
import { testSteps } from './steps.ts';
import { countsLine, readSuiteReport, type SuiteReport, skippedLine } from './suite-report.ts';
import { installSupport } from './support-packages.ts';
import { tallyRun, tallyStep } from './tally.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const env = stepEnvironment(process.env);

process.exitCode = await main(process.argv.slice(2));

async function main(wanted: readonly string[]): Promise<number> {
  rmSync(join(root, 'dist', 'reports'), { recursive: true, force: true });
  const started = performance.now();
  const counts: SuiteReport[] = [];
  for (const step of testSteps({ testedProjects: testedProjects() })) {
    if (wanted.length > 0 && !wanted.some((word) => step.title.startsWith(word))) continue;
    for (const name of step.support ?? []) installSupport(name, root, print);
    counts.push(await carryOut(step));
  }
  const total = tallyRun(counts);
  print(`all steps: ${seconds(performance.now() - started)}`);
  for (const skipped of total.skipped) print(skippedLine(skipped));
  print(countsLine(total));
  return total.failed === 0 ? 0 : 1;
}

async function carryOut(step: Step): Promise<SuiteReport> {
  print(`${step.title} …`);
  const run = await runStep(step, { root, env });
  const reports = step.reports.map((file) => readSuiteReport(textOf(join(root, file))));
  const count = tallyStep(run, reports);
  if (count.failed > 0) print(run.output.trimEnd());
  const outcome = count.failed > 0 ? 'FAILED' : 'ok';
  const tests = step.reports.length > 0 ? `, ${countsLine(count)}` : '';
  print(`${step.title}: ${outcome} in ${seconds(run.duration)}${tests}`);
  return count;
}

function testedProjects(): readonly string[] {
  const folders = ['tools', ...readdirSync(join(root, 'packages')).map((name) => join('packages', name))];
  return folders.flatMap((folder) => {
    const file = join(root, folder, 'project.json');
    if (!existsSync(file)) return [];
    const project = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly name: string;
      readonly targets: Readonly<Record<string, unknown>>;
    };
    return 'test' in project.targets ? [project.name] : [];
  });
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
