import { REQUIRE_BANNER } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { bundleOf, type Files, oneFunction, serviceOf, told } from './workspace-fixture.ts';

function withBuild(properties: string, handler = 'app.handler', runtime = 'nodejs22.x'): string {
  const indented = properties.split('\n').map((line) => `        ${line}`);
  return `Resources:
  Fn:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
${indented.join('\n')}
    Properties:
      Runtime: ${runtime}
      Handler: ${handler}
`;
}

async function built(properties: string, files: Files = { 'svc/src/app.ts': '' }, handler?: string, runtime?: string) {
  const service = await serviceOf({ 'svc/template.yaml': withBuild(properties, handler, runtime), ...files });
  expect(service.failures).toEqual([]);
  return bundleOf(service.functions[0]);
}

const ENTRY = 'EntryPoints: [src/app.ts]';

describe('EntryPoints', () => {
  it.each([
    ['app.handler', '[src/app.ts]', 'svc/src/app.ts', 'app.js'],
    ['src/app.handler', '[src/app.ts]', 'svc/src/app.ts', 'src/app.js'],
    ['app.handler', '[src/app]', 'svc/src/app.ts', 'app.js'],
    ['a/app.handler', '[src/a/app.ts, src/b/app.ts]', 'svc/src/a/app.ts', 'a/app.js'],
    ['b/app.handler', '[./src/a/app.ts, ./src/b/app.ts]', 'svc/src/b/app.ts', 'b/app.js'],
    ['/opt/nodejs/wrapper.handler', '[src/app.ts]', 'svc/src/app.ts', 'app.js'],
    ['src/app.handler', '[src/other.ts]', 'svc/src/app.ts', 'src/app.js'],
  ])('with handler %s and %s start from %s', async (handler, list, entryPoint, outputPath) => {
    const files = { 'svc/src/app.ts': '', 'svc/src/other.ts': '', 'svc/src/a/app.ts': '', 'svc/src/b/app.ts': '' };
    expect(await built(`EntryPoints: ${list}`, files, handler)).toMatchObject({ entryPoint, outputPath });
  });

  it('that do not exist fail at their own place', async () => {
    const service = await serviceOf({ 'svc/template.yaml': withBuild('EntryPoints: [src/app.ts]') });
    expect(told(service)).toEqual(['NXL-TEMPLATE-ENTRY-POINT@7:23']);
  });
});

describe('BuildProperties', () => {
  it('are passed on as SAM passes them', async () => {
    const { bundle } = await built(`${ENTRY}
Minify: false
Target: es2020,node18
Sourcemap: true
SourcesContent: false
KeepNames: "true"
External: [sharp, '@aws-sdk/*']
MainFields: module,main
Conditions: [custom]
Loader: [.graphql=text, '.png=file']
Define: [A=1]
Alias: {x: y}
Packages: external
Tsconfig: tsconfig.build.json
Charset: utf8
LegalComments: none
Drop: [console]
Footer: [js=// end]
Banner: [js=// start=here]`);
    expect(bundle).toMatchObject({
      minify: false,
      target: ['es2020', 'node18'],
      sourcemapInArtifact: true,
      sourcesContent: false,
      keepNames: true,
      external: ['@aws-sdk/*', '@smithy/*', 'sharp'],
      provided: ['@aws-sdk/*', '@smithy/*'],
      mainFields: ['module', 'main'],
      conditions: ['custom'],
      loader: { '.graphql': 'text', '.png': 'file' },
      define: { A: '1' },
      alias: { x: 'y' },
      packages: 'external',
      tsconfig: 'svc/tsconfig.build.json',
      charset: 'utf8',
      legalComments: 'none',
      drop: ['console'],
      footer: '// end',
      banner: '// start=here',
    });
  });

  it.each([
    ['Format: iife', 'NXL-TEMPLATE-BUILD-PROPERTY@7:17'],
    ['Minify: perhaps', 'NXL-TEMPLATE-BUILD-PROPERTY@7:17'],
    ['Loader: [png]', 'NXL-TEMPLATE-BUILD-PROPERTY@7:18'],
    ['External: {a: b}', 'NXL-TEMPLATE-BUILD-PROPERTY@7:19'],
    ['OutExtension: [.js=.txt]', 'NXL-TEMPLATE-BUILD-PROPERTY@7:23'],
    ['Target: !Ref Nothing', 'NXL-TEMPLATE-BUILD-PROPERTY@7:17'],
  ])('%s fails at its place', async (line, failure) => {
    const template = withBuild(`${line}\n${ENTRY}`);
    expect(told(await serviceOf({ 'svc/template.yaml': template, 'svc/src/app.ts': '' }))).toContain(failure);
  });

  it('that esbuild does not get are told with what may be meant', async () => {
    const template = withBuild(`${ENTRY}\nMinfy: true\nUseNpmCi: true`);
    const service = await serviceOf({ 'svc/template.yaml': template, 'svc/src/app.ts': '' });
    expect(service.failures).toEqual([]);
    expect(service.notices.map(({ advice }) => advice)).toEqual([expect.stringContaining('Minify')]);
  });
});

describe('the format', () => {
  it('is that of the package.json nearest to the entry point', async () => {
    const files = { 'svc/src/app.ts': '', 'svc/package.json': '{"type": "module"}' };
    expect(await built(ENTRY, files)).toMatchObject({ outputPath: 'app.mjs', bundle: { format: 'esm' } });
    const nearer = { ...files, 'svc/src/package.json': '{}' };
    expect(await built(ENTRY, nearer)).toMatchObject({ outputPath: 'app.js', bundle: { format: 'cjs' } });
  });

  it('is said by Format before anything else', async () => {
    expect(await built(`${ENTRY}\nFormat: esm`)).toMatchObject({ outputPath: 'app.mjs', bundle: { format: 'esm' } });
  });

  it('keeps the extension that OutExtension says', async () => {
    expect((await built(`${ENTRY}\nFormat: esm\nOutExtension: [.js=.mjs]`)).outputPath).toBe('app.mjs');
    expect((await built(`${ENTRY}\nOutExtension: [.js=.cjs]`)).outputPath).toBe('app.cjs');
  });

  it('of ES modules brings a require, before the own banner and never twice', async () => {
    expect((await built(`${ENTRY}\nFormat: esm`)).bundle.banner).toBe(REQUIRE_BANNER);
    const own = await built(`${ENTRY}\nFormat: esm\nBanner: [js=// mine]`);
    expect(own.bundle.banner).toBe(`${REQUIRE_BANNER}\n// mine`);
    const text = "import{createRequire}from'module';const require=createRequire(import.meta.url);";
    const same = await built(`${ENTRY}\nFormat: esm\nBanner:\n  - "js=${text}"`);
    expect(same.bundle.banner).toBe(text);
    expect((await built(ENTRY)).bundle.banner).toBeUndefined();
  });
});

describe('the runtime', () => {
  it.each([
    ['nodejs16.x', ['node16'], ['aws-sdk']],
    ['nodejs18.x', ['node18'], ['@aws-sdk/*', '@smithy/*']],
    ['nodejs24.x', ['node24'], ['@aws-sdk/*', '@smithy/*']],
  ])('%s decides target and what it carries', async (runtime, target, provided) => {
    expect((await built(ENTRY, undefined, undefined, runtime)).bundle).toMatchObject({
      target,
      provided,
      external: provided,
    });
  });
});

describe('physical names', () => {
  const head = 'Parameters: {Stage: {Type: String, Default: dev}, Other: {Type: String}}\n';
  const name = async (written: string, samconfig?: string) => {
    const files = oneFunction(
      `Runtime: nodejs22.x\nHandler: src/app.handler\nFunctionName: ${written}`,
      undefined,
      head,
    );
    const service = await serviceOf({ ...files, ...(samconfig ? { 'svc/samconfig.toml': samconfig } : {}) });
    expect(service.failures).toEqual([]);
    return service.functions[0]?.address;
  };

  it.each([
    ['orders', ['orders']],
    ["!Sub '${AWS::StackName}-x'", [{ ref: 'AWS::StackName' }, '-x']],
    ["!Sub 'a-${Stage}-${Other}'", ['a-', { ref: 'Stage', assumed: 'dev' }, '-', { ref: 'Other' }]],
    ["!Sub ['a-${V}-${!x}', {V: !Ref Stage}]", ['a-', { ref: 'Stage', assumed: 'dev' }, '-${x}']],
    [
      "!Join ['-', [a, !Ref Stage, !Ref 'AWS::Region']]",
      ['a-', { ref: 'Stage', assumed: 'dev' }, '-', { ref: 'AWS::Region' }],
    ],
  ])('%s stays open where environments differ', async (written, expression) => {
    expect(await name(written)).toEqual({ kind: 'name', expression });
  });

  it.each(["!Sub '${Table}-x'", '!ImportValue x', "!Select [0, !Split ['-', !Ref 'AWS::StackId']]"])(
    '%s is asked of the stack',
    async (written) => {
      expect(await name(written)).toEqual({ kind: 'stack-resource', logicalId: 'Fn' });
    },
  );

  it.each([
    'parameter_overrides = "Stage=test Other=\\"two words\\""',
    'parameter_overrides = ["Stage=test", "Other=two words"]',
    'parameter_overrides = "ParameterKey=Stage,ParameterValue=test ParameterKey=Other,ParameterValue=\'two words\'"',
    'parameter_overrides = {Stage = "test", Other = "two words"}',
  ])('assume what samconfig.toml says as %s', async (line) => {
    expect(await name("!Sub '${Stage}${Other}'", `version = 0.1\n[default.deploy.parameters]\n${line}\n`)).toEqual({
      kind: 'name',
      expression: [
        { ref: 'Stage', assumed: 'test' },
        { ref: 'Other', assumed: 'two words' },
      ],
    });
  });

  it('and the stack name are read from samconfig.toml; a broken one is a notice with its place', async () => {
    const files = oneFunction('Runtime: nodejs22.x\nHandler: src/app.handler');
    const named = await serviceOf({
      ...files,
      'svc/samconfig.toml': '[default.global.parameters]\nstack_name = "shop"\n',
    });
    expect(named.stackName).toBe('shop');
    const broken = await serviceOf({ ...files, 'svc/samconfig.toml': '[default\nx' });
    expect(broken.failures).toEqual([]);
    expect(broken.notices[0]).toMatchObject({
      code: 'NXL-CONFIG-SYNTAX',
      place: { file: 'svc/samconfig.toml', line: 1 },
    });
  });
});
