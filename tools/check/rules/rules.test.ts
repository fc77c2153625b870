import { describe, expect, it } from 'vitest';
import { findingText } from '../finding.ts';
import { parseSource } from '../source-file.ts';
import { checkErrorCodes } from './error-codes.ts';
import { checkFileLayout } from './file-layout.ts';
import { checkImportCycles } from './import-cycles.ts';
import { checkMachineTraces } from './machine-traces.ts';
import { checkNoShell } from './no-shell.ts';
import { checkOutsideWorld } from './outside-world.ts';
import { checkPackageDirection } from './package-direction.ts';
import { checkSilencedChecks } from './silenced-checks.ts';
import { checkStageOrder } from './stage-order.ts';

const source = (path: string, text: string) => parseSource(path, text);
const core = (path: string) => `packages/core/src/${path}`;

describe('processes', () => {
  const spawning = "import { spawn } from 'node:child_process';";
  const found = (text: string) => checkNoShell([source('packages/workspace/src/a.ts', text)]).map(findingText);

  it.each([
    "import { exec } from 'node:child_process';",
    "import {\n  execFile,\n  execSync,\n} from 'child_process';",
    "import * as childProcess from 'node:child_process'; childProcess.exec('ls');",
    `${spawning} spawn('ls', [], { shell: true });`,
    `${spawning} spawn('ls', [], { cwd, shell: process.platform === 'win32' });`,
  ])('get no shell: %s', (text) => {
    expect(found(text).join('\n')).toContain('without a shell');
  });

  it.each([
    `${spawning} spawn('ls', [], { shell: false });`,
    "import { execFile } from 'node:child_process'; /* { shell: true } */ pattern.exec('ls');",
    "const sample = { shell: 'bash' };",
  ])('may be started otherwise, and words are only words: %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('package direction', () => {
  it.each([
    [
      'a package that stands beside',
      'packages/aws/src/a.ts',
      "import '@nx-lambda/workspace';",
      'aws must not import workspace',
    ],
    [
      'the stand-in',
      'packages/nx-lambda/src/a.ts',
      "import '@nx-lambda/fake-aws';",
      'nx-lambda must not import fake-aws',
    ],
    ['tools', 'packages/aws/src/a.ts', "import '../../../tools/npm-cli.ts';", 'aws must not import tools'],
    [
      'a file inside another package',
      'packages/aws/src/a.ts',
      "import '../../core/src/failure.ts';",
      'not a file inside it',
    ],
    [
      'a type of such a package',
      'packages/aws/src/a.ts',
      "let a: import('@nx-lambda/runtime').Sandbox;",
      'must not import runtime',
    ],
    ['the file system in core', core('a.ts'), "import 'node:fs';", 'core is pure'],
    ['a third-party package in core', core('a.ts'), "import 'yaml';", 'core is pure'],
    ['the AWS SDK in operations', 'packages/operations/src/a.ts', "import '@aws-sdk/client-lambda';", 'must not know'],
    ['Nx in workspace', 'packages/workspace/src/a.ts', "await import('@nx/devkit');", 'must not know'],
  ])('forbids %s', (_, path, text, message) => {
    expect(
      checkPackageDirection([source(path, text)])
        .map(findingText)
        .join('\n'),
    ).toContain(message);
  });

  it('allows core everywhere, pure parts of Node in core, and anything in tests', () => {
    expect(
      checkPackageDirection([
        source('packages/aws/src/a.ts', "import '@nx-lambda/core'; import '@aws-sdk/client-lambda'; import './b.ts';"),
        source(
          core('a.ts'),
          "import 'node:path/posix'; import { createHash } from 'node:crypto'; import 'micromatch';",
        ),
        source(core('a.test.ts'), "import 'vitest'; import 'node:fs'; import '../../../test/support/node-24.ts';"),
      ]),
    ).toEqual([]);
  });
});

describe('stage order', () => {
  it('forbids an earlier stage to import a later one, types included', () => {
    expect(checkStageOrder([source(core('plan/a.ts'), "import type { A } from '../deploy/b.ts';")])).toMatchObject([
      { message: 'plan comes before deploy and must not import it', line: 1 },
    ]);
  });

  it('forbids a stage to import what gathers all stages, and a folder that is no stage', () => {
    expect(checkStageOrder([source(core('plan/a.ts'), "import '../event.ts';")])).toHaveLength(1);
    expect(checkStageOrder([source(core('extras/a.ts'), "import '../failure.ts';")])).toHaveLength(1);
    expect(checkStageOrder([source(core('failure.ts'), "import './plan/a.ts';")])).toHaveLength(1);
    expect(checkStageOrder([source(core('plan/a.ts'), "import '../ports.ts';")])).toHaveLength(1);
    expect(checkStageOrder([source(core('ports.ts'), "import './deploy/a.ts';")])).toHaveLength(1);
  });

  it('allows earlier stages, shared files at the root, and everything to the tops', () => {
    expect(
      checkStageOrder([
        source(core('deploy/a.ts'), "import '../plan/b.ts'; import '../failure.ts'; import './c.ts';"),
        source(core('event.ts'), "import './deploy/a.ts';"),
        source(core('deploy/b.ts'), "import '../ports.ts';"),
        source(core('ports.ts'), "import './plan/a.ts';"),
      ]),
    ).toEqual([]);
  });
});

describe('import cycles', () => {
  it('tells the way round, through type imports and a package face', () => {
    expect(
      checkImportCycles([
        source('packages/aws/src/a.ts', "import type { B } from './b.ts';"),
        source('packages/aws/src/b.ts', "export * from './c.ts';"),
        source('packages/aws/src/c.ts', "import { a } from '@nx-lambda/aws';"),
        source('packages/aws/src/index.ts', "export * from './a.ts';"),
      ]).map(({ message }) => message),
    ).toEqual([
      'import cycle: packages/aws/src/a.ts → packages/aws/src/b.ts → packages/aws/src/c.ts → packages/aws/src/index.ts → packages/aws/src/a.ts',
    ]);
  });

  it('accepts files that meet again without going round', () => {
    expect(
      checkImportCycles([
        source('packages/aws/src/a.ts', "import './b.ts'; import './c.ts';"),
        source('packages/aws/src/b.ts', "import './c.ts';"),
        source('packages/aws/src/c.ts', ''),
      ]),
    ).toEqual([]);
  });
});

describe('outside world', () => {
  it.each([
    ['console', 'packages/nx-lambda/src/a.ts', "console.log('a');"],
    ['process.env in a package', 'packages/aws/src/a.ts', 'export const a = process.env.HOME;'],
    ['env through an import', 'packages/aws/src/a.ts', "import { env } from 'node:process';"],
    ['process.exit in a package', 'packages/operations/src/a.ts', 'process.exit(1);'],
    ['process.chdir anywhere', 'tools/a.ts', "process.chdir('a');"],
    ['a clock in core', core('a.ts'), 'export const a = new Date();'],
    ['randomness in core', core('a.ts'), 'export const a = Math.random();'],
    ['a sleep in a test', 'packages/aws/src/a.test.ts', 'setTimeout(() => {}, 10);'],
    [
      'a sleep by another name in a test',
      'test/e2e/a.test.ts',
      "import { setTimeout as wait } from 'node:timers/promises';",
    ],
  ])('forbids %s', (_, path, text) => {
    expect(checkOutsideWorld([source(path, text)])).toHaveLength(1);
  });

  it('allows the process at the edges and dates of given times in core', () => {
    expect(
      checkOutsideWorld([
        source('packages/nx-lambda/src/a.ts', 'export const a = process.env;'),
        source('tools/a.ts', 'process.exitCode = 1;'),
        source('packages/fake-aws/src/start.ts', 'export const a = process.env;'),
        source('packages/aws/src/a.test.ts', 'export const a = process.env;'),
        source('packages/aws/src/clock.ts', 'setTimeout(() => {}, 10);'),
        source(core('a.ts'), 'export const a = (time: number) => new Date(time).toISOString(); // process.env'),
      ]),
    ).toEqual([]);
  });
});

describe('file layout', () => {
  const lines = (count: number, first = '') => `${first}\n`.padEnd(count - 1 + first.length, '\n') + 'a;';

  it.each([
    'packages/aws/src/utils.ts',
    'packages/aws/src/test-helpers.ts',
    'packages/aws/src/common/a.ts',
    'tools/a-manager.ts',
  ])('forbids the name %s', (path) => {
    expect(checkFileLayout([source(path, '')])).toMatchObject([{ rule: 'names', severity: 'error' }]);
  });

  it('forbids an index.ts that is no face of a package', () => {
    expect(checkFileLayout([source('packages/aws/src/lambda/index.ts', '')])).toMatchObject([{ rule: 'faces' }]);
    expect(checkFileLayout([source('packages/aws/src/index.ts', '')])).toEqual([]);
  });

  it('warns above 250 lines and fails above 400', () => {
    expect(checkFileLayout([source('tools/a.ts', lines(250))])).toEqual([]);
    expect(checkFileLayout([source('tools/a.ts', lines(251))])).toMatchObject([{ severity: 'warning' }]);
    expect(checkFileLayout([source('tools/a.ts', lines(400))])).toMatchObject([{ severity: 'warning' }]);
    expect(checkFileLayout([source('tools/a.ts', lines(401))])).toMatchObject([{ severity: 'error' }]);
  });

  it('accepts a long file that says why', () => {
    expect(checkFileLayout([source('tools/a.ts', lines(500, '// long file: one table'))])).toEqual([]);
    expect(checkFileLayout([source('tools/a.ts', lines(500, '// long file:'))])).toHaveLength(1);
  });
});

describe('silenced checks', () => {
  it.each(['// @ts-ignore', '/* oxlint-disable no-console */', '// FIXME later'])('forbids %s', (text) => {
    expect(checkSilencedChecks([source('tools/a.ts', text)])).toHaveLength(1);
  });

  it('does not look into strings', () => {
    expect(checkSilencedChecks([source('tools/a.ts', "export const a = '@ts-ignore';")])).toEqual([]);
  });
});

describe('error codes', () => {
  const sources = [
    source(core('a.ts'), "// For example NXL-NO-SUCH\nexport const a = { code: 'NXL-DEPLOY-CONFLICT' };"),
    source(core('a.test.ts'), "export const a = 'NXL-TEST-ONLY';"),
  ];

  const AREA = '## NXL-DEPLOY: carrying out\n\n';

  it('asks for the codes that nothing explains and for the end of those that cannot happen', () => {
    expect(checkErrorCodes(sources, '## NXL-OLD: old\n\n### NXL-OLD-CODE\n\nOld.\n').map(findingText)).toEqual([
      'packages/core/src/a.ts:2: error: NXL-DEPLOY-CONFLICT is not in docs/errors.md (error-codes)',
      'docs/errors.md:3: error: NXL-OLD-CODE is in no source (error-codes)',
    ]);
  });

  it('is content where each code has its heading', () => {
    expect(checkErrorCodes(sources, `${AREA}### NXL-DEPLOY-CONFLICT\n\nChanged.\n`)).toEqual([]);
  });

  it('asks for the heading of the area above each code', () => {
    const message = 'a code stands under the heading of another area';
    const code = '### NXL-DEPLOY-CONFLICT\n\nChanged.\n';
    expect(checkErrorCodes(sources, code)).toMatchObject([{ message, line: 1 }]);
    expect(checkErrorCodes(sources, `${AREA}## NXL-AWS: answers\n\n${code}`)).toMatchObject([{ message, line: 5 }]);
  });

  it('asks for more than a heading', () => {
    const message = 'NXL-DEPLOY-CONFLICT has a heading and no explanation';
    expect(checkErrorCodes(sources, `${AREA}### NXL-DEPLOY-CONFLICT\n`)).toMatchObject([{ message, line: 3 }]);
    const followed = `${AREA}### NXL-DEPLOY-CONFLICT\n\n## More\n`;
    expect(checkErrorCodes(sources, followed)).toMatchObject([{ message, line: 3 }]);
  });
});

describe('machine traces', () => {
  const machine = { repository: '/srv/ada/nx-lambda/', home: '/srv/ada', registryHost: 'npm.internal' };
  const check = (text: string, path = 'a.json') => checkMachineTraces([{ path, text }], machine);

  it.each(['"/srv/ada/notes"', 'at file:///srv/ada/nx-lambda/a.ts', 'https://npm.internal/a.tgz'])(
    'forbids %s',
    (text) => {
      expect(check(text).length).toBeGreaterThan(0);
    },
  );

  it('forbids registries in the lockfile', () => {
    expect(check('"resolved": "https://registry.npmjs.org/a.tgz"', 'package-lock.json')).toHaveLength(1);
  });

  it('accepts links, workspace packages in the lockfile and other folders of that name', () => {
    expect(check('https://registry.npmjs.org/a docs/srv/ada/b')).toEqual([]);
    expect(check('"resolved": "packages/aws"', 'package-lock.json')).toEqual([]);
  });
});
