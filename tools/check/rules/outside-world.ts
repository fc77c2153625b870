import type { Finding } from '../finding.ts';
import { isTest, packageOf, type SourceFile } from '../source-file.ts';

interface OutsideRule {
  readonly uses: RegExp;
  readonly allowed: (path: string) => boolean;
  readonly instead: string;
}

const atTheEdge = (path: string): boolean => ['nx-lambda', 'tools'].includes(packageOf(path) ?? '') || isTest(path);
// The stand-in runs code in child processes and hands on a few variables.
const OTHER_EDGES = new Set(['packages/fake-aws/src/start.ts', 'vitest.config.ts']);
const never = (): boolean => false;
const outsideCore = (path: string): boolean => packageOf(path) !== 'core' || isTest(path);

const RULES: readonly OutsideRule[] = [
  { uses: /^console\./, allowed: never, instead: 'emit an event; printers write to their stream' },
  {
    uses: /^process\.(env|cwd|argv|exit|exitCode|stdin|stdout|stderr)$/,
    allowed: (path) => atTheEdge(path) || OTHER_EDGES.has(path),
    instead: 'take it as an argument; only nx-lambda and tools read the process',
  },
  { uses: /^process\.chdir$/, allowed: never, instead: 'pass the folder' },
  {
    uses: /^(Date\.now|new Date\(\)|performance\.now|Math\.random|setTimeout\(\)|setInterval\(\)|fetch\(\))$/,
    allowed: outsideCore,
    instead: 'core is pure: take the value as an argument',
  },
  { uses: /^process\./, allowed: outsideCore, instead: 'core is pure: take the value as an argument' },
  { uses: /^crypto\.(random|getRandomValues)/, allowed: outsideCore, instead: 'take the value as an argument' },
  {
    uses: /^setTimeout\(\)$/,
    allowed: (path) => !isTest(path),
    instead: 'tests do not sleep: wait for an event, or pass a clock',
  },
];

/** Clock, variables, streams and exits stay at the edges, so that everything else can be told what they are. */
export function checkOutsideWorld(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap(({ path, globals, imports }) => {
    const uses = [
      ...globals,
      ...imports
        .filter(({ specifier }) => ['process', 'node:process', 'console', 'node:console'].includes(specifier))
        .map(({ specifier, line }) => ({ name: `${specifier.replace('node:', '')}.env`, line })),
      ...imports
        .filter(({ specifier }) => ['timers/promises', 'node:timers/promises'].includes(specifier))
        .map(({ line }) => ({ name: 'setTimeout()', line })),
    ];
    return uses.flatMap(({ name, line }): readonly Finding[] => {
      const broken = RULES.find((rule) => rule.uses.test(name) && !rule.allowed(path));
      return broken === undefined
        ? []
        : [{ rule: 'outside-world', severity: 'error', file: path, line, message: `${name}: ${broken.instead}` }];
    });
  });
}
