import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_OPTIONS, type Service } from '@nx-lambda/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readServices } from '../read-services.ts';
import { bundleOf, told } from '../workspace-fixture.ts';
import { runPrint } from './run-print.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-lambda-printed-')));
  write('svc/src/a.ts', '');
  write('svc/names.ts', "export const prefix = 'orders';\n");
  write('svc/serverless.ts', PROGRAM);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const PROGRAM = `import { prefix } from './names';
export default {
  service: prefix,
  provider: { name: 'aws', runtime: 'nodejs22.x', environment: { KEY: process.env.KEY } },
  functions: {
    first: { handler: 'src/a.handler' },
    'the-second': { handler: 'src/missing.handler' },
  },
};
`;

/** A package with the framework's command line, which prints what the test says and counts how often it is asked. */
function install(printed: unknown, version = '4.3.1'): void {
  write('node_modules/osls/package.json', JSON.stringify({ version, bin: { serverless: 'print.cjs' } }));
  write(
    'node_modules/osls/print.cjs',
    `require('node:fs').appendFileSync(${JSON.stringify(join(root, 'runs'))}, process.argv.slice(2).join(' ') + '\\n');
const stage = process.argv[process.argv.indexOf('--stage') + 1];
${typeof printed === 'string' ? printed : `console.log('a plugin speaks');\nconsole.log(JSON.stringify(${JSON.stringify(printed)}, undefined, 2).replaceAll('STAGE', stage).replaceAll('KEY', process.env.KEY));`}
`,
  );
}

function runs(): readonly string[] {
  return readFileSync(join(root, 'runs'), 'utf8').trim().split('\n');
}

async function services(environment: Readonly<Record<string, string>> = {}): Promise<readonly Service[]> {
  return readServices({
    workspaceRoot: root,
    definitionFiles: ['svc/serverless.ts', 'svc/lambda.config.json'].filter((path) => existsSync(join(root, path))),
    options: DEFAULT_OPTIONS,
    programs: { cacheFolder: join(root, 'cache'), environment: { PATH: process.env['PATH'], ...environment } },
  });
}

async function service(environment: Readonly<Record<string, string>> = {}): Promise<Service> {
  const [found, second] = await services(environment);
  if (found === undefined || second !== undefined) throw new Error('one service is expected');
  return found;
}

const PRINTED = {
  service: 'orders',
  provider: { name: 'aws', runtime: 'nodejs22.x', stage: 'STAGE', environment: { SECRET: 'KEY' } },
  functions: { first: { handler: 'src/a.handler', name: 'orders-STAGE-first', environment: { SECRET: 'KEY' } } },
};

describe('a Serverless configuration that is a program', () => {
  it('is printed by the framework, with the stage left open', async () => {
    install(PRINTED);
    const found = await service();
    expect(told(found)).toEqual([]);
    expect(runs()).toEqual(['print --format json --stage nxlstage --config serverless.ts']);
    expect(found).toMatchObject({
      stackName: 'orders-{environment}',
      tool: { name: 'serverless', file: 'svc/serverless.ts' },
      functions: [
        {
          logicalId: 'first',
          source: { entryPoint: 'svc/src/a.ts' },
          address: {
            kind: 'name',
            expression: ['orders-', { ref: 'environment' }, '-first'],
            owner: { logicalId: 'FirstLambdaFunction' },
          },
          place: { file: 'svc/serverless.ts', line: 6, column: 5 },
        },
      ],
    });
    expect(found.definitionFiles).toEqual(expect.arrayContaining(['svc/names.ts', 'svc/serverless.ts']));
  });

  it('is printed again only when it, what it imports, its tool or a variable that it names changes', async () => {
    install(PRINTED);
    await service({ KEY: 'one' });
    await service({ KEY: 'one', OTHER: 'two' });
    expect(runs()).toHaveLength(1);
    write('svc/names.ts', "export const prefix = 'other';\n");
    await service({ KEY: 'one' });
    expect(runs()).toHaveLength(2);
    await service({ KEY: 'two' });
    await service({ KEY: 'one' });
    expect(runs()).toHaveLength(3);
    install(PRINTED, '4.4.0');
    await service({ KEY: 'one' });
    expect(runs()).toHaveLength(4);
    write('package.json', '{ "version": "2.0.0" }');
    await service({ KEY: 'one' });
    write('package.json', '{ "version": "3.0.0" }');
    await service({ KEY: 'one' });
    expect(runs()).toHaveLength(5);
    write('package.json', '{ "version": "3.0.0", "type": "module" }');
    await service({ KEY: 'one' });
    expect(runs()).toHaveLength(6);
  });

  it('is printed again when a file changes that its variables read', async () => {
    write('svc/serverless.ts', PROGRAM.replace('service: prefix', "service: '${file(names.yml):service}'"));
    write('svc/names.yml', 'service: orders\n');
    install(PRINTED);
    expect((await service()).definitionFiles).toContain('svc/names.yml');
    write('svc/names.yml', 'service: other\n');
    await service();
    expect(runs()).toHaveLength(2);
  });

  it('leaves no value of the shell in what is remembered', async () => {
    install(PRINTED);
    const found = await service({ KEY: 'hunter2' });
    const [file, ...others] = readdirSync(join(root, 'cache/serverless'));
    expect(others).toEqual([]);
    const kept = readFileSync(join(root, 'cache/serverless', file ?? ''), 'utf8');
    expect(kept).toContain('src/a.handler');
    expect(kept).not.toContain('hunter2');
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('counts for nothing when what is remembered was changed by another hand', async () => {
    install(PRINTED);
    await service();
    const file = join(root, 'cache/serverless', readdirSync(join(root, 'cache/serverless'))[0] ?? '');
    writeFileSync(file, readFileSync(file, 'utf8').replace('src/a.handler', 'src/b.handler'));
    expect(told(await service())).toEqual([]);
    expect(runs()).toHaveLength(2);
  });

  it('has the options of esbuild, but those that may hold secrets only from lambda.config.json', async () => {
    install({ ...PRINTED, custom: { esbuild: { minify: true, define: { 'process.env.KEY': '"KEY"' } } } });
    expect(told(await service())).toEqual(['NXL-TOOL-WITHHELD@1:1']);
    write('svc/lambda.config.json', '{ "defaults": { "define": { "process.env.KEY": "\\"k\\"" } } }');
    const found = await service({ KEY: 'hunter2' });
    expect(told(found)).toEqual([]);
    expect(bundleOf(found.functions[0]).bundle).toMatchObject({ minify: true, define: { 'process.env.KEY': '"k"' } });
    expect(runs()).toHaveLength(2);
  });

  it('asks the stack for a name that holds the stage in another form', async () => {
    install(`console.log(JSON.stringify({ service: 'orders', provider: { name: 'aws', runtime: 'nodejs22.x' },
      functions: { first: { handler: 'src/a.handler', name: 'orders-' + stage.toUpperCase() } } }));`);
    expect((await service()).functions[0]?.address).toEqual({
      kind: 'stack-resource',
      logicalId: 'FirstLambdaFunction',
    });
  });

  it('has its problems told where its functions are written', async () => {
    install({ ...PRINTED, functions: { ...PRINTED.functions, 'the-second': { handler: 'src/missing.handler' } } });
    expect(told(await service())).toEqual(['NXL-TEMPLATE-ENTRY-POINT@7:5']);
  });

  it('is a service also where the framework is not installed, and says what to do', async () => {
    const found = await service();
    expect(found.functions).toEqual([]);
    expect(found.failures).toEqual([]);
    expect(found.undeployable).toMatchObject([
      { logicalId: 'serverless.ts', reason: { code: 'NXL-TOOL-NOT-INSTALLED', place: { line: 1, column: 1 } } },
    ]);
    expect(found.notices).toMatchObject([{ code: 'NXL-TOOL-NOT-INSTALLED' }]);
  });

  it('is a service also where the framework fails, in the words of the framework, and is asked again', async () => {
    install(
      `console.log('Error:\\nCannot parse "' + process.cwd() + '/serverless.ts": boom\\n    at x (/a/b.js:1:2)\\n'); process.exitCode = 1;`,
    );
    const [undeployable] = (await service()).undeployable;
    expect(undeployable?.reason).toMatchObject({
      code: 'NXL-TOOL-PRINT',
      notes: ['Cannot parse "svc/serverless.ts": boom'],
    });
    install(PRINTED);
    expect(told(await service())).toEqual([]);
  });

  it('is given up when the framework does not end', async () => {
    write('endless.cjs', 'setInterval(() => {}, 1000);');
    const framework = { name: 'osls', version: '4.3.1', program: join(root, 'endless.cjs') };
    const request = { workspaceRoot: root, path: 'svc/serverless.ts', framework, environment: {}, timeLimit: 300 };
    expect(await runPrint(request)).toMatchObject({
      failures: [{ code: 'NXL-TOOL-PRINT', message: expect.stringContaining('did not end within 0.3 s') }],
    });
  });

  it('is none of ours for another cloud, beside a YAML file, or where the source is no configuration', async () => {
    install({ ...PRINTED, provider: { name: 'google' } });
    expect(await services()).toEqual([]);
    write('svc/serverless.ts', "export const service = 'the framework';\n");
    expect(await services()).toEqual([]);
    expect(runs()).toHaveLength(1);
    write('svc/serverless.ts', PROGRAM);
    write('svc/serverless.yml', 'service: orders\nprovider: { name: aws, runtime: nodejs22.x }\n');
    const [beside] = await readServices({
      workspaceRoot: root,
      definitionFiles: ['svc/serverless.ts', 'svc/serverless.yml'],
      options: DEFAULT_OPTIONS,
    });
    expect(beside?.tool?.file).toBe('svc/serverless.yml');
    expect(runs()).toHaveLength(1);
  });
});
