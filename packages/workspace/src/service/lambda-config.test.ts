import { describe, expect, it } from 'vitest';
import { bundleOf, type Files, oneFunction, serviceOf, told } from './workspace-fixture.ts';

const alone = (config: unknown, files: Files = { 'svc/src/app.ts': '' }) =>
  serviceOf({ 'svc/lambda.config.json': typeof config === 'string' ? config : JSON.stringify(config), ...files });

describe('lambda.config.json alone', () => {
  it('declares functions by name or by stack and logical id', async () => {
    const service = await alone({
      $schema: 'x',
      name: 'orders',
      stackName: 'orders-{environment}',
      defaults: { runtime: 'nodejs22.x', architecture: 'arm64', minify: false },
      functions: {
        Api: { entryPoint: 'src/app.ts', name: 'orders-{environment}-api' },
        Job: {
          entryPoint: 'src/app.ts',
          handler: 'main/job.run',
          name: { stackName: 's-{environment}', logicalId: 'J' },
        },
        Zip: { archive: 'a.zip', handler: 'app.handler', runtime: 'python3.13' },
      },
    });
    expect(told(service)).toEqual([]);
    expect(service).toMatchObject({
      name: 'orders',
      root: 'svc',
      config: 'svc/lambda.config.json',
      stackName: 'orders-{environment}',
    });
    expect(service.template).toBeUndefined();
    expect(service.functions).toMatchObject([
      {
        logicalId: 'Api',
        handler: 'app.handler',
        architecture: 'arm64',
        address: { kind: 'name', expression: ['orders-', { ref: 'environment' }, '-api'] },
        source: { entryPoint: 'svc/src/app.ts', outputPath: 'app.js', bundle: { minify: false, target: ['node22'] } },
      },
      {
        logicalId: 'Job',
        address: { kind: 'stack-resource', stackName: 's-{environment}', logicalId: 'J' },
        source: { outputPath: 'main/job.js' },
      },
      {
        logicalId: 'Zip',
        source: { kind: 'archive', path: 'svc/a.zip' },
        address: { kind: 'stack-resource', logicalId: 'Zip' },
      },
    ]);
  });

  it('declares functions by a pattern of their names or by their tags', async () => {
    const fn = { entryPoint: 'src/app.ts', runtime: 'nodejs22.x' };
    const service = await alone({
      functions: {
        Named: { ...fn, name: 'orders-{environment}-*' },
        Tagged: { ...fn, name: { tags: { Function: 'tagged', Stage: '{environment}' } } },
        Both: { ...fn, name: { tags: { Function: 'both' }, pattern: '{service}-*' } },
      },
    });
    expect(told(service)).toEqual([]);
    expect(service.functions.map(({ address }) => address)).toEqual([
      { kind: 'search', pattern: ['orders-', { ref: 'environment' }, '-*'], tags: {} },
      { kind: 'search', pattern: ['*'], tags: { Function: ['tagged'], Stage: [{ ref: 'environment' }] } },
      { kind: 'search', pattern: [{ ref: 'service' }, '-*'], tags: { Function: ['both'] } },
    ]);
  });

  it('gives every bundle option', async () => {
    const options = {
      format: 'esm',
      target: ['node20'],
      external: ['sharp'],
      provided: [],
      packages: 'external',
      loader: { '.graphql': 'text' },
      define: { A: '"b"' },
      banner: '/* require = 1 */',
      plugins: ['./plugin.mjs'],
      assets: ['templates/**', { glob: '*.graphql', from: '../shared', to: '/schemas/' }],
      inputs: ['../shared/**'],
      sourcemap: true,
      outExtension: '.js',
      tsconfig: 'tsconfig.app.json',
    };
    const service = await alone({
      functions: { Api: { runtime: 'nodejs22.x', entryPoint: 'src/app.ts', ...options } },
    });
    expect(told(service)).toEqual([]);
    expect(bundleOf(service.functions[0])).toMatchObject({
      outputPath: 'app.js',
      bundle: {
        format: 'esm',
        target: ['node20'],
        external: ['sharp'],
        provided: [],
        packages: 'external',
        loader: { '.graphql': 'text' },
        define: { A: '"b"' },
        plugins: ['svc/plugin.mjs'],
        assets: [
          { glob: 'templates/**', from: 'svc', to: '' },
          { glob: '*.graphql', from: 'shared', to: 'schemas' },
        ],
        declaredInputs: ['shared/**'],
        sourcemapInArtifact: true,
        tsconfig: 'svc/tsconfig.app.json',
      },
    });
  });

  it.each([
    ['an unknown key', '{"functons": {}}', 'NXL-CONFIG-UNKNOWN-KEY@1:2', 'Did you mean `functions`?'],
    [
      'an unknown option',
      '{"functions": {"A": {"entrypoint": "x"}}}',
      'NXL-CONFIG-UNKNOWN-KEY@1:22',
      'Did you mean `entryPoint`?',
    ],
    ['a wrong type', '{"defaults": {"minify": "yes"}}', 'NXL-CONFIG-VALUE@1:25', 'Write true or false.'],
    ['a wrong choice', '{"defaults": {"format": "umd"}}', 'NXL-CONFIG-VALUE@1:25', 'Write one of "cjs", "esm".'],
    [
      'a wrong runtime',
      '{"defaults": {"runtime": "node22"}}',
      'NXL-CONFIG-VALUE@1:26',
      'Write a Lambda runtime such as "nodejs22.x".',
    ],
    ['a key twice', '{"name": "a", "name": "b"}', 'NXL-CONFIG-DUPLICATE-KEY@1:15', undefined],
    ['a path out of the workspace', '{"baseDir": "../../x"}', 'NXL-CONFIG-PATH@1:13', undefined],
    [
      'an asset that leaves the zip',
      '{"defaults": {"assets": [{"glob": "a", "to": "../x"}]}}',
      'NXL-CONFIG-PATH@1:46',
      undefined,
    ],
    ['no source', '{"functions": {"A": {}}}', 'NXL-CONFIG-FUNCTION@1:16', undefined],
    ['no runtime', '{"functions": {"A": {"entryPoint": "src/app.ts"}}}', 'NXL-CONFIG-MISSING@1:16', undefined],
    [
      'an entry point in Python',
      '{"functions": {"A": {"entryPoint": "src/app.ts", "runtime": "python3.13"}}}',
      'NXL-CONFIG-SOURCE@1:36',
      undefined,
    ],
    [
      'two sources',
      '{"functions": {"A": {"entryPoint": "src/app.ts", "archive": "a.zip", "runtime": "nodejs22.x"}}}',
      'NXL-CONFIG-SOURCE@1:61',
      undefined,
    ],
    [
      'an absent entry point',
      '{"functions": {"A": {"entryPoint": "x.ts", "runtime": "nodejs22.x"}}}',
      'NXL-CONFIG-ENTRY-POINT@1:36',
      undefined,
    ],
    ['a syntax error', '{"name": }', 'NXL-CONFIG-SYNTAX@1:10', undefined],
    ['nothing in it', '', 'NXL-CONFIG-VALUE@1:1', undefined],
    ['a list', '[]', 'NXL-CONFIG-VALUE@1:1', undefined],
  ])('with %s fails at the place', async (_, config, failure, advice) => {
    const service = await alone(config);
    expect(told(service)).toContain(failure);
    if (advice) expect(service.failures.map((each) => each.advice)).toContain(advice);
  });
});

describe('lambda.config.json beside a template', () => {
  const template = oneFunction('Runtime: nodejs22.x\nHandler: src/app.handler');

  it('overrides what the template says and adds functions', async () => {
    const config = {
      defaults: { minify: false },
      functions: {
        Fn: { entryPoint: 'src/other.ts', architecture: 'arm64', minify: true },
        More: { entryPoint: 'src/more.ts', runtime: 'nodejs20.x', name: 'more' },
      },
    };
    const service = await serviceOf({
      ...template,
      'svc/lambda.config.json': JSON.stringify(config),
      'svc/src/other.ts': '',
      'svc/src/more.ts': '',
    });
    expect(told(service)).toEqual([]);
    expect(service).toMatchObject({ template: 'svc/template.yaml', config: 'svc/lambda.config.json' });
    expect(service.functions).toMatchObject([
      {
        logicalId: 'Fn',
        architecture: 'arm64',
        handler: 'src/app.handler',
        source: { entryPoint: 'svc/src/other.ts', outputPath: 'src/app.js', bundle: { minify: true } },
      },
      { logicalId: 'More', source: { bundle: { minify: false, target: ['node20'] } } },
    ]);
  });

  it('gives a source to a function whose code lies elsewhere', async () => {
    const files = oneFunction('Runtime: nodejs22.x\nHandler: index.handler\nCodeUri: s3://b/k');
    const service = await serviceOf({
      ...files,
      'svc/lambda.config.json': '{"functions": {"Fn": {"entryPoint": "src/app.ts"}}}',
    });
    expect(bundleOf(service.functions[0])).toMatchObject({ entryPoint: 'svc/src/app.ts', outputPath: 'index.js' });
  });

  it.each(['src', 'build/app.zip', '../../x', '/abs'])(
    'names the source whatever CodeUri says: %s',
    async (codeUri) => {
      const files = oneFunction(`Runtime: nodejs22.x\nHandler: index.handler\nCodeUri: ${codeUri}`);
      const config = '{"functions": {"Fn": {"entryPoint": "src/app.ts"}}}';
      const service = await serviceOf({ ...files, 'svc/lambda.config.json': config });
      expect(told(service)).toEqual([]);
      expect(bundleOf(service.functions[0])).toMatchObject({ entryPoint: 'svc/src/app.ts', outputPath: 'index.js' });
    },
  );

  it('tells which function a mistyped one may be', async () => {
    const service = await serviceOf({
      ...template,
      'svc/lambda.config.json': '{"functions": {"Fm": {"minify": true}}}',
    });
    expect(service.failures[0]).toMatchObject({ code: 'NXL-CONFIG-FUNCTION', advice: 'Did you mean Fn?' });
  });
});
