import { describe, expect, it } from 'vitest';
import { bundleOf, type Files, serviceOf, servicesOf, told } from './workspace-fixture.ts';

const SOURCES: Files = { 'svc/src/a.ts': '', 'svc/src/b.ts': '' };

const serverless = (text: string, more: Files = {}) => serviceOf({ 'svc/serverless.yml': text, ...SOURCES, ...more });

const HEAD = `service: orders
provider: { name: aws, runtime: nodejs22.x }
`;

describe('a Serverless configuration', () => {
  it('gives functions the names, the stack and the logical ids that the framework gives them', async () => {
    const service = await serverless(`${HEAD}functions:\n  get-it_all: { handler: src/a.handler }\n`);
    expect(told(service)).toEqual([]);
    expect(service.stackName).toBe('orders-{environment}');
    expect(service.tool).toEqual({ name: 'serverless', file: 'svc/serverless.yml' });
    expect(service.functions[0]).toMatchObject({
      logicalId: 'get-it_all',
      runtime: 'nodejs22.x',
      architecture: 'x86_64',
      source: { entryPoint: 'svc/src/a.ts', outputPath: 'src/a.js' },
      address: {
        kind: 'name',
        expression: ['orders-', { ref: 'environment' }, '-get-it_all'],
        owner: { logicalId: 'GetDashitUnderscoreallLambdaFunction' },
      },
    });
  });

  it('is told by a function before its provider', async () => {
    const service = await serverless(`service: orders
provider: { name: aws, runtime: nodejs20.x, architecture: arm64, timeout: 9, memorySize: 128 }
functions:
  a: { handler: src/a.handler, runtime: nodejs22.x, architecture: x86_64, timeout: 3 }
  b: { handler: src/b.handler }
`);
    expect(service.functions).toMatchObject([
      { runtime: 'nodejs22.x', architecture: 'x86_64', timeout: 3, memorySize: 128 },
      { runtime: 'nodejs20.x', architecture: 'arm64', timeout: 9 },
    ]);
  });

  it.each([
    ['self with a default', "${self:custom.absent, 'x'}", ['x']],
    ['a whole chain', '${self:custom.chain}', ['orders-', { ref: 'environment' }]],
    ['an address that holds a variable', '${self:custom.${self:custom.key}}', ['found']],
    ['the stage by its option', "a-${opt:stage, 'dev'}", ['a-', { ref: 'environment' }]],
    ['a file', '${file(names.yml):names.0}', ['from-file']],
    ['a parameter of all stages', '${param:who}', ['all']],
    ["the account and CloudFormation's own", '${aws:accountId}-x', [{ ref: 'AWS::AccountId' }, '-x']],
  ])('resolves %s', async (_title, name, expression) => {
    const text = `${HEAD}params: { default: { who: all, many: x }, qa: { many: y } }
custom: { chain: "\${self:service}-\${sls:stage}", key: value, value: found }
functions: { a: { handler: src/a.handler, name: "${name}" } }
`;
    const service = await serverless(text, { 'svc/names.yml': 'names: [from-file]\n' });
    expect(service.functions[0]?.address).toMatchObject({ kind: 'name', expression });
  });

  it.each(['${env:NAME}', "${env:NAME, 'x'}", '${ssm:/a}', '${param:many}', '${file(a.js):x}', '${self:custom.loop}'])(
    'asks the stack for a name that %s decides',
    async (name) => {
      const text = `${HEAD}params: { default: { many: x }, qa: { many: y } }
custom: { loop: "\${self:custom.loop}" }
functions: { a: { handler: src/a.handler, name: "${name}" } }
`;
      const service = await serverless(text);
      expect(service.functions[0]?.address).toEqual({ kind: 'stack-resource', logicalId: 'ALambdaFunction' });
    },
  );

  it.each([16, 40])('is not brought to a stop by %i variables of which each doubles the next', async (depth) => {
    const custom = Array.from(
      { length: 40 },
      (_, at) => `  v${at}: "\${self:custom.v${at + 1}}\${self:custom.v${at + 1}}"`,
    );
    const text = `${HEAD}custom:\n${custom.join('\n')}\n  v${depth}: x\nfunctions: { a: { handler: "\${self:custom.v0}" } }\n`;
    expect(told(await serverless(text))).toEqual([expect.stringContaining('NXL-TEMPLATE-UNKNOWN-VALUE')]);
  });

  it('takes options of esbuild from where its plugin or the framework has them', async () => {
    const service = await serverless(`${HEAD}custom:
  esbuild: { bundle: true, minify: true, external: [sharp], exclude: ['aws-sdk'], outputFileExtension: .mjs, packager: npm }
functions: { a: { handler: src/a.handler } }
`);
    expect(told(service)).toEqual([]);
    expect(service.notices).toEqual([]);
    expect(bundleOf(service.functions[0])).toMatchObject({
      outputPath: 'src/a.mjs',
      bundle: { minify: true, external: ['aws-sdk', 'sharp'], provided: ['aws-sdk'] },
    });
  });

  it('has functions invoked through the alias that the framework makes', async () => {
    const service = await serverless(
      `${HEAD}functions:\n  a: { handler: src/a.handler, provisionedConcurrency: 2 }\n  b: { handler: src/b.handler }\n`,
    );
    expect(service.functions.map(({ aliases }) => aliases)).toEqual([
      [{ name: ['provisioned'], gradual: false }],
      undefined,
    ]);
  });

  it.each([
    ['a handler without a source', 'functions: { a: { handler: src/x.handler } }', 'NXL-TEMPLATE-ENTRY-POINT@3:28'],
    ['a function without a handler', 'functions: { a: { timeout: 3 } }', 'NXL-TOOL-MISSING@3:14'],
    ['a function that is a text', 'functions: { a: src/a.handler }', 'NXL-TOOL-TYPE@3:17'],
    ['functions that a program makes', 'functions: "${file(functions.js)}"', 'NXL-TOOL-FUNCTIONS@3:12'],
    ['a container image', 'functions: { a: { image: repo } }', 'NXL-TEMPLATE-IMAGE@3:26'],
    [
      'a Python function that the framework packages',
      'functions: { a: { handler: a.b, runtime: python3.13 } }',
      'NXL-TEMPLATE-UNKNOWN-VALUE@3:14',
    ],
  ])('tells of %s', async (_title, functions, expected) => {
    expect(told(await serverless(`${HEAD}${functions}\n`))).toEqual([expected]);
  });

  it('is none of ours for another cloud, and gives way to a template beside it', async () => {
    expect(await servicesOf({ 'svc/serverless.yml': 'service: x\nprovider: { name: google }\n' })).toEqual([]);
    const template =
      'Resources: { Fn: { Type: "AWS::Serverless::Function", Properties: { CodeUri: src, Handler: a.b, Runtime: nodejs22.x } } }\n';
    const service = await serverless(`${HEAD}functions: { a: { handler: src/a.handler } }\n`, {
      'svc/template.yaml': template,
    });
    expect(service.functions.map(({ logicalId }) => logicalId)).toEqual(['Fn']);
  });
});

const MANIFEST = (stacks: Readonly<Record<string, string>>) =>
  JSON.stringify({
    artifacts: Object.fromEntries(
      Object.entries(stacks).map(([id, stackName]) => [
        id,
        {
          type: 'aws:cloudformation:stack',
          properties: { templateFile: `${id}.json`, stackName, tags: { 'nx-lambda:environment': 'ann' } },
        },
      ]),
    ),
  });

const cdkFunction = (path: string, more: object = {}, name?: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: 'assets', S3Key: 'x.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    ...(name === undefined ? {} : { FunctionName: name }),
  },
  Metadata: { 'aws:cdk:path': path, 'aws:asset:path': 'asset.x', 'aws:asset:property': 'Code', ...more },
});

const cdk = (stacks: Readonly<Record<string, object>>, names: Readonly<Record<string, string>>, more: Files = {}) =>
  serviceOf({
    'svc/cdk.json': '{ "app": "node app.js" }',
    'svc/cdk.out/manifest.json': MANIFEST(names),
    ...Object.fromEntries(
      Object.entries(stacks).map(([id, Resources]) => [`svc/cdk.out/${id}.json`, JSON.stringify({ Resources })]),
    ),
    ...SOURCES,
    ...more,
  });

describe('a CDK app', () => {
  it('calls functions by their construct, and takes their source from metadata or lambda.config.json', async () => {
    const Main = {
      Api1: cdkFunction('Main/Api/Resource', { 'nx-lambda:entry-point': 'src/a.ts' }),
      Job2: cdkFunction('Main/Jobs/Nightly/Resource', {}, 'main-ann-nightly'),
    };
    const config = JSON.stringify({ functions: { 'Jobs/Nightly': { entryPoint: 'src/b.ts' } } });
    const service = await cdk({ Main }, { Main: 'main-ann' }, { 'svc/lambda.config.json': config });
    expect(told(service)).toEqual([]);
    expect(service.stackName).toBe('main-{environment}');
    expect(service.functions).toMatchObject([
      {
        logicalId: 'Api',
        source: { entryPoint: 'svc/src/a.ts', outputPath: 'index.js' },
        address: { kind: 'stack-resource', stackName: 'main-{environment}', logicalId: 'Api1' },
      },
      {
        logicalId: 'Jobs/Nightly',
        source: { entryPoint: 'svc/src/b.ts' },
        address: {
          kind: 'name',
          expression: ['main-', { ref: 'environment' }, '-nightly'],
          owner: { logicalId: 'Job2' },
        },
      },
    ]);
  });

  it("leaves the CDK's own functions out, and says what it can't know of the others", async () => {
    const Main = {
      Api1: cdkFunction('Main/Api/Resource'),
      Retention: cdkFunction('Main/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/Resource'),
      Delete: cdkFunction('Main/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler'),
      Provider: cdkFunction('Main/Seed/Provider/framework-onEvent/Resource'),
    };
    const service = await cdk({ Main }, { Main: 'main-ann' });
    expect(service.functions).toEqual([]);
    expect(service.undeployable).toMatchObject([{ logicalId: 'Api', reason: { code: 'NXL-TEMPLATE-UNKNOWN-VALUE' } }]);
  });

  it('tells constructs of one path in two stacks apart, each in its stack', async () => {
    const marker = { 'nx-lambda:entry-point': 'src/a.ts' };
    const service = await cdk(
      { One: { A: cdkFunction('One/Api/Resource', marker) }, Two: { B: cdkFunction('Two/Api/Resource', marker) } },
      { One: 'one-ann', Two: 'two-annex' },
    );
    expect(service.functions).toMatchObject([
      { logicalId: 'One/Api', address: { stackName: 'one-{environment}', logicalId: 'A' } },
      { logicalId: 'Two/Api', address: { stackName: 'two-annex', logicalId: 'B' } },
    ]);
  });

  it('follows nested stacks to the files of the assembly', async () => {
    const nested = { Inner1: cdkFunction('Main/Sub/Inner/Resource', { 'nx-lambda:directory': 'src' }) };
    const Main = {
      Sub: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: { 'Fn::Join': ['', ['https://s3/', { Ref: 'AWS::Region' }]] } },
        Metadata: { 'aws:asset:path': 'sub.nested.template.json', 'aws:asset:property': 'TemplateURL' },
      },
    };
    const service = await cdk(
      { Main },
      { Main: 'main-ann' },
      {
        'svc/cdk.out/sub.nested.template.json': JSON.stringify({ Resources: nested }),
      },
    );
    expect(service.functions).toMatchObject([
      {
        logicalId: 'Sub/Inner',
        source: { kind: 'directory', path: 'svc/src' },
        address: { stackName: 'main-{environment}', logicalId: 'Sub/Inner1' },
      },
    ]);
  });

  it('that was not synthesized is told, as a failure where lambda.config.json has functions of it', async () => {
    const alone = await serviceOf({ 'svc/cdk.json': '{}' });
    expect(alone.failures).toEqual([]);
    expect(alone.undeployable).toMatchObject([{ reason: { code: 'NXL-TOOL-SYNTH' } }]);
    const config = (more: object) =>
      JSON.stringify({ functions: { A: { entryPoint: 'src/a.ts', runtime: 'nodejs22.x', ...more } } });
    const named = await serviceOf({
      'svc/cdk.json': '{}',
      'svc/lambda.config.json': config({ name: 'a-b' }),
      ...SOURCES,
    });
    expect(named.failures).toEqual([]);
    expect(named.functions).toHaveLength(1);
    const unnamed = await serviceOf({ 'svc/cdk.json': '{}', 'svc/lambda.config.json': config({}), ...SOURCES });
    expect(unnamed.failures).toMatchObject([{ code: 'NXL-TOOL-SYNTH' }]);
    expect(unnamed.functions).toEqual([]);
  });
});
