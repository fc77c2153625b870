import type { Step } from './step.ts';
import type { SupportPackage } from './support-packages.ts';

export interface StepPlaces {
  /** Nx projects that have a `test` target. */
  readonly testedProjects: readonly string[];
}

const NX = 'node_modules/nx/dist/bin/nx.js';
// Nx asks its tasks for colours unless this says no.
const PLAIN = { FORCE_COLOR: '0' };
const VITEST = 'node_modules/vitest/vitest.mjs';

/**
 * The steps of `npm test`, in order. Lint, types, build and unit tests run through Nx, which answers from its cache
 * what has not changed; their reports are outputs of the cached task. The suites below `test/` are never cached: they
 * depend on what this machine has (Node 24, moto, the aws CLI), which no declared input tells.
 */
export function testSteps({ testedProjects }: StepPlaces): readonly Step[] {
  return [
    { title: 'format', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '.'], reports: [] },
    { title: 'lint', ...throughNx('lint'), reports: [] },
    { title: 'types', ...throughNx('typecheck'), reports: [] },
    { title: 'architecture', args: ['--import', 'tsx', 'tools/check/main.ts'], reports: [] },
    { title: 'build and pack the plugin', ...throughNx('pack'), reports: [] },
    {
      title: 'unit tests',
      ...throughNx('test'),
      support: ['node-24'],
      reports: testedProjects.map((project) => `dist/reports/${project}.json`),
    },
    suite('contract'),
    suite('integration', { support: ['node-24', 'other-tools'] }),
    suite('e2e', { name: 'end-to-end', support: ['node-24', 'other-tools'] }),
  ];
}

function throughNx(target: string): Pick<Step, 'args' | 'env'> {
  return { args: [NX, 'run-many', '-t', target, '--output-style=stream', '--nxBail=false'], env: PLAIN };
}

interface SuiteOptions {
  /** The project's name when absent. */
  readonly name?: string;
  readonly support?: readonly SupportPackage[];
}

function suite(project: string, { name = project, support = [] }: SuiteOptions = {}): Step {
  const report = `dist/reports/${project}.json`;
  return {
    title: `${name} tests`,
    args: [VITEST, 'run', '--project', project, '--passWithNoTests'],
    support,
    reports: [report],
    env: { TEST_REPORT: report },
  };
}
