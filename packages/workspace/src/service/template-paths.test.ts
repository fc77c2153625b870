import { describe, expect, it } from 'vitest';
import { bundleOf, oneFunction, serviceOf, servicesOf, told } from './workspace-fixture.ts';

const NODE = 'Runtime: nodejs22.x\nHandler: src/app.handler';

describe('CodeUri', () => {
  it.each([
    ['absent: the template folder', NODE, ''],
    ['a folder', 'Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: src/', ''],
    ['a folder with ./ and no slash', 'Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: ./src', ''],
    ['a path with ..', 'Runtime: nodejs22.x\nHandler: src/app.handler\nCodeUri: ../svc', ''],
    ['a single file', 'Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: src/app.ts', ''],
    ['from Globals', 'Handler: app.handler', 'Globals: {Function: {CodeUri: src, Runtime: nodejs22.x}}\n'],
    [
      'a Ref to a default',
      `Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: !Ref Dir`,
      'Parameters: {Dir: {Type: String, Default: src}}\n',
    ],
    ['a Sub', `${NODE}\nCodeUri: !Sub './\${Dir}'`, 'Parameters: {Dir: {Type: String, Default: .}}\n'],
    [
      'an If',
      'Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: !If [IsProd, dist, src]',
      'Parameters: {Stage: {Type: String, Default: dev}}\nConditions: {IsProd: !Equals [!Ref Stage, prod]}\n',
    ],
    ['with backslashes', 'Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: .\\src', ''],
  ])('may be %s', async (_, properties, head) => {
    const service = await serviceOf(oneFunction(properties, undefined, head));
    expect(service.failures).toEqual([]);
    expect(bundleOf(service.functions[0]).entryPoint).toBe('svc/src/app.ts');
  });

  it.each([
    ['an S3 URI', 'CodeUri: s3://bucket/key.zip', 'NXL-TEMPLATE-REMOTE-CODE@7:16'],
    ['a map of an S3 object', 'CodeUri: {Bucket: b, Key: k}', 'NXL-TEMPLATE-REMOTE-CODE@7:16'],
    ['a Ref without default', 'CodeUri: !Ref Nothing', 'NXL-TEMPLATE-UNKNOWN-VALUE@7:16'],
    ['inline code', 'InlineCode: "exports.handler = 1"', 'NXL-TEMPLATE-INLINE@7:19'],
    ['an image', 'PackageType: Image', 'NXL-TEMPLATE-IMAGE@7:20'],
  ])('that is %s lists the function with the reason', async (_, line, reason) => {
    const service = await serviceOf(oneFunction(`${NODE}\n${line}`));
    expect(service.functions).toEqual([]);
    expect(service.failures).toEqual([]);
    expect(told(service)).toEqual([reason]);
  });

  it.each([
    ['leaves the workspace', 'CodeUri: ../../elsewhere', 'NXL-TEMPLATE-PATH@7:16'],
    ['is absolute', 'CodeUri: /usr/src', 'NXL-TEMPLATE-PATH@7:16'],
    ['is a list', 'CodeUri: [a]', 'NXL-TEMPLATE-TYPE@7:16'],
    ['is a map without meaning', 'CodeUri: {a: b}', 'NXL-TEMPLATE-TYPE@7:16'],
  ])('that %s is a failure at its place', async (_, line, failure) => {
    expect(told(await serviceOf(oneFunction(`${NODE}\n${line}`)))).toContain(failure);
  });

  it.each(['build/app.zip', 'target/app.jar'])('%s is uploaded as it is', async (path) => {
    const service = await serviceOf(oneFunction(`Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: ${path}`));
    expect(service.functions[0]?.source).toEqual({ kind: 'archive', path: `svc/${path}` });
  });
});

describe('Code of AWS::Lambda::Function', () => {
  it('may be a local path', async () => {
    const files = oneFunction('Runtime: nodejs22.x\nHandler: app.handler\nCode: src');
    const template = (files['svc/template.yaml'] ?? '').replace('Serverless', 'Lambda');
    const service = await serviceOf({ ...files, 'svc/template.yaml': template });
    expect(bundleOf(service.functions[0]).entryPoint).toBe('svc/src/app.ts');
  });

  it.each(['Code: {ZipFile: "x"}', 'Code: {ImageUri: x}', 'Code: {S3Bucket: b, S3Key: k}', 'Timeout: 3'])(
    'with %s is listed as not deployable',
    async (line) => {
      const files = oneFunction(`${NODE}\n${line}`);
      const template = (files['svc/template.yaml'] ?? '').replace('Serverless', 'Lambda');
      const service = await serviceOf({ ...files, 'svc/template.yaml': template });
      expect(service.undeployable).toHaveLength(1);
      expect(service.failures).toEqual([]);
    },
  );
});

describe('the base directory', () => {
  const template = oneFunction('Runtime: nodejs22.x\nHandler: app.handler\nCodeUri: svc/src');

  it('is guessed, with a notice, when all functions resolve from just one folder above', async () => {
    const service = await serviceOf(template);
    expect(bundleOf(service.functions[0]).entryPoint).toBe('svc/src/app.ts');
    expect(service.failures).toEqual([]);
    expect(service.notices.map(({ code }) => code)).toEqual(['NXL-TEMPLATE-BASE-DIR']);
  });

  it('is said by lambda.config.json', async () => {
    const service = await serviceOf({ ...template, 'svc/lambda.config.json': '{"baseDir": ".."}' });
    expect(bundleOf(service.functions[0]).entryPoint).toBe('svc/src/app.ts');
    expect(service.notices).toEqual([]);
  });

  it('is said by samconfig.toml', async () => {
    const service = await serviceOf({
      ...template,
      'svc/samconfig.toml': '[default.build.parameters]\nbase_dir = ".."\n',
    });
    expect(bundleOf(service.functions[0]).entryPoint).toBe('svc/src/app.ts');
    expect(service.notices).toEqual([]);
  });

  it('is not guessed where two folders would do', async () => {
    const [service] = await servicesOf({
      'a/b/svc/template.yaml': template['svc/template.yaml'] ?? '',
      'a/b/svc/src/app.ts': '',
      'a/svc/src/app.ts': '',
    });
    expect(service?.failures.map(({ code }) => code)).toEqual(['NXL-TEMPLATE-ENTRY-POINT']);
  });
});

describe('the handler', () => {
  it.each([
    ['src/app.handler', 'src/app.ts', 'src/app.js'],
    ['src/app.handler', 'src/app.tsx', 'src/app.js'],
    ['src/app.handler', 'src/app.mts', 'src/app.mjs'],
    ['src/app.handler', 'src/app.cts', 'src/app.js'],
    ['src/app.handler', 'src/app.js', 'src/app.js'],
    ['src/app.handler', 'src/app.mjs', 'src/app.mjs'],
    ['src/app.handler', 'src/app.cjs', 'src/app.js'],
    ['src/app.handler', 'src/app/index.ts', 'src/app.js'],
    ['src/app.api.handler', 'src/app.ts', 'src/app.js'],
    ['./src/app.handler', 'src/app.ts', 'src/app.js'],
    ['src.v2/app.handler', 'src.v2/app.ts', 'src.v2/app.js'],
  ])('%s finds %s', async (handler, file, output) => {
    const service = await serviceOf(oneFunction(`Runtime: nodejs22.x\nHandler: ${handler}`, { [`svc/${file}`]: '' }));
    expect(service.failures).toEqual([]);
    const source = bundleOf(service.functions[0]);
    expect([source.entryPoint, source.outputPath]).toEqual([`svc/${file}`, output]);
  });

  it.each(['app', '../app.handler', 'app.', '.handler'])('%s is refused with its place', async (handler) => {
    expect(told(await serviceOf(oneFunction(`Runtime: nodejs22.x\nHandler: ${handler}`)))).toEqual([
      'NXL-TEMPLATE-HANDLER@6:16',
    ]);
  });

  it('and runtime may come from Globals or a parameter with a default', async () => {
    const head =
      'Parameters: {H: {Type: String, Default: src/app.handler}}\nGlobals: {Function: {Runtime: nodejs20.x}}\n';
    const service = await serviceOf(oneFunction('Handler: !Ref H', undefined, head));
    expect(service.functions[0]).toMatchObject({ handler: 'src/app.handler', runtime: 'nodejs20.x' });
  });

  it.each(['Handler', 'Runtime'])('a %s that is absent is a failure at the resource', async (key) => {
    const lines = NODE.split('\n').filter((line) => !line.startsWith(key));
    expect(told(await serviceOf(oneFunction(lines.join('\n'))))).toEqual(['NXL-TEMPLATE-MISSING@2:3']);
  });

  it('a Runtime that only AWS knows lists the function with the reason', async () => {
    const service = await serviceOf(oneFunction('Handler: src/app.handler\nRuntime: !GetAtt A.B'));
    expect(told(service)).toEqual(['NXL-TEMPLATE-UNKNOWN-VALUE@6:16']);
  });

  it('without a source tells what was tried and what may be meant', async () => {
    const service = await serviceOf(oneFunction('Runtime: nodejs22.x\nHandler: src/ap.handler'));
    expect(service.failures[0]).toMatchObject({
      code: 'NXL-TEMPLATE-ENTRY-POINT',
      advice: 'Did you mean svc/src/app.ts?',
      place: { file: 'svc/template.yaml', line: 6, column: 16, length: 14, lineText: '      Handler: src/ap.handler' },
    });
    expect(service.failures[0]?.notes?.[0]).toContain('svc/src/ap.ts, .tsx');
    expect(service.definitionFiles).toContain('svc/src/ap/index.mjs');
  });

  it('that depends on a condition which only AWS knows lists the function with the reason', async () => {
    const head = 'Conditions: {C: !Equals [!Ref X, a]}\n';
    const service = await serviceOf(oneFunction('Runtime: nodejs22.x\nHandler: !If [C, a.b, c.d]', undefined, head));
    expect(told(service)).toEqual(['NXL-TEMPLATE-UNKNOWN-VALUE@7:16']);
    const same = await serviceOf(
      oneFunction('Runtime: nodejs22.x\nHandler: !If [C, src/app.a, src/app.a]', undefined, head),
    );
    expect(same.functions[0]?.handler).toBe('src/app.a');
  });

  it('of a resource with a Condition keeps the condition with the function', async () => {
    const files = oneFunction(NODE);
    const template = (files['svc/template.yaml'] ?? '').replace(
      '    Properties',
      '    Condition: IsProd\n    Properties',
    );
    expect((await serviceOf({ ...files, 'svc/template.yaml': template })).functions[0]?.condition).toBe('IsProd');
  });
});
