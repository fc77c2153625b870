import { describe, expect, it } from 'vitest';
import { bundleOf, oneFunction, serviceOf, servicesOf, told } from './workspace-fixture.ts';

const NODE = 'Runtime: nodejs22.x\nHandler: src/app.handler';
const FINE = oneFunction(NODE);
const YAML = FINE['svc/template.yaml'] ?? '';
const SOURCE = { 'svc/src/app.ts': '' };

async function fine(template: string, name = 'template.yaml') {
  const service = await serviceOf({ [`svc/${name}`]: template, ...SOURCE });
  expect(service.failures).toEqual([]);
  return service;
}

describe('a template', () => {
  it.each([
    ['with CRLF', YAML.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${YAML}`],
    ['without Transform', YAML],
    ['with a Transform list', `Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n${YAML}`],
    ['with tabs after values', YAML.replaceAll('app.handler', 'app.handler\t')],
    ['with a document marker', `---\n${YAML}`],
    ['with an anchor and a merge key', `X: &p {Runtime: nodejs22.x}\n${YAML.replace('Runtime: nodejs22.x', '<<: *p')}`],
    ['with text over several lines', `Description: one\n  two\n${YAML}`],
  ])('%s is read', async (_, template) => {
    const service = await fine(template);
    expect(bundleOf(service.functions[0]).entryPoint).toBe('svc/src/app.ts');
  });

  it('in JSON is read, with places', async () => {
    const json = JSON.stringify(
      {
        Resources: {
          Fn: { Type: 'AWS::Serverless::Function', Properties: { Runtime: 'nodejs22.x', Handler: 'src/app.handler' } },
        },
      },
      null,
      '\t',
    );
    const service = await fine(json, 'template.json');
    expect(service.functions[0]?.place).toMatchObject({ line: 3, column: 3 });
  });

  it.each([
    ['tabs as indent', YAML.replace('  Fn:', '\tFn:'), 'template.yaml', 'NXL-TEMPLATE-SYNTAX'],
    [
      'a duplicate key',
      YAML.replace('      Handler', '      Runtime: nodejs20.x\n      Handler'),
      'template.yaml',
      'NXL-TEMPLATE-DUPLICATE-KEY@6:7',
    ],
    ['an unknown tag', YAML.replace('nodejs22.x', '!Reff A'), 'template.yaml', 'NXL-TEMPLATE-TAG@5:16'],
    [
      'Resources as a list',
      'AWSTemplateFormatVersion: 2010-09-09\nResources: [AWS::X]\n',
      'template.yaml',
      'NXL-TEMPLATE-TYPE@2:12',
    ],
    [
      'Timeout as a word',
      YAML.replace('Handler', 'Timeout: soon\n      Handler'),
      'template.yaml',
      'NXL-TEMPLATE-TYPE@6:16',
    ],
    ['an alias that contains itself', `X: &a [*a]\n${YAML}`, 'template.yaml', 'NXL-TEMPLATE-ALIAS@1:8'],
    [
      'an unknown architecture',
      YAML.replace('Handler', 'Architectures: [arm]\n      Handler'),
      'template.yaml',
      'NXL-TEMPLATE-ARCHITECTURE@6:23',
    ],
    [
      'JSON with a missing comma',
      '{"Resources": {"A": {"Type": "AWS::S3::Bucket"} "B": 1}}',
      'template.json',
      'NXL-TEMPLATE-SYNTAX@1:49',
    ],
  ])('with %s fails at the place', async (_, template, name, failure) => {
    const service = await serviceOf({ [`svc/${name}`]: template, ...SOURCE });
    expect(told(service).join()).toContain(failure);
  });

  it('with hundreds of faults tells the first hundred', async () => {
    const tags = Array.from({ length: 300 }, (_, index) => `      K${index}: !Nope x`);
    const service = await serviceOf({ 'svc/template.yaml': `${YAML}${tags.join('\n')}\n`, ...SOURCE });
    expect(service.failures).toHaveLength(101);
    expect(service.failures.at(-1)?.message).toContain('200 more');
  });

  it('with an alias bomb fails fast', async () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `L${level + 1}: &l${level + 1} [${Array.from({ length: 10 }, () => `*l${level}`).join(', ')}]`,
    );
    const service = await serviceOf({ 'svc/template.yaml': `L0: &l0 [a]\n${levels.join('\n')}\n${YAML}` });
    expect(told(service).join()).toContain('NXL-TEMPLATE-ALIAS@');
  });

  it('of 5 MB fails without being parsed', async () => {
    const service = await serviceOf({ 'svc/template.yaml': YAML + '# padding\n'.repeat(524_288), ...SOURCE });
    expect(told(service)).toEqual(['NXL-TEMPLATE-TOO-LARGE@1:1']);
  });

  it('nested thousands deep fails instead of ending the process', async () => {
    const service = await serviceOf({ 'svc/template.yaml': `${YAML}X: ${'['.repeat(20_000)}${']'.repeat(20_000)}\n` });
    expect(service.failures.length).toBeGreaterThan(0);
  });

  it.each([
    ['a Helm template', 'metadata:\n  name: {{ .Values.name }}\n'],
    ['a Kubernetes list', 'kind: Template\nobjects: []\n'],
    ['a text with the word', 'Resources: AWS:: is a prefix\n'],
    ['an empty file', ''],
    ['a list', '- Resources\n- AWS::\n'],
    ['binary data', '\u0000\u0001Resources AWS::'],
  ])('that is %s is skipped in silence', async (_, content) => {
    expect(await servicesOf({ 'svc/template.yaml': content, 'svc/template.json': '{"a": 1}' })).toEqual([]);
  });

  it('that is bad does not touch other services, and all problems are told at once', async () => {
    const services = await servicesOf({
      'a/template.yaml': YAML.replace('nodejs22.x', '!Reff A').replace('Handler', 'Timeout: x\n      Handler'),
      'b/template.yaml': 'Resources:\n  A: [\n    Type: AWS::Serverless::Function\n',
      'c/template.yaml': YAML,
      'c/src/app.ts': '',
    });
    expect(services.map((service) => service.failures.length > 0)).toEqual([true, true, false]);
    expect(services[0]?.failures.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['NXL-TEMPLATE-TAG', 'NXL-TEMPLATE-TYPE']),
    );
    expect(services[2]?.functions).toHaveLength(1);
  });
});

describe('Fn::ForEach', () => {
  it('is written out, with places and names of its own', async () => {
    const service = await serviceOf({
      'svc/template.yaml': `Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'create, list'}}
Resources:
  Fn::ForEach::Each:
    - Name
    - !Ref Names
    - \${Name}Function:
        Type: AWS::Serverless::Function
        Properties:
          FunctionName: !Sub 'orders-\${Name}'
          Runtime: nodejs22.x
          Handler: !Sub 'src/\${Name}.handler'
`,
      'svc/src/create.ts': '',
      'svc/src/list.ts': '',
    });
    expect(service.failures).toEqual([]);
    expect(service.functions.map((each) => [each.logicalId, bundleOf(each).entryPoint, each.address])).toEqual([
      ['createFunction', 'svc/src/create.ts', { kind: 'name', expression: ['orders-create'] }],
      ['listFunction', 'svc/src/list.ts', { kind: 'name', expression: ['orders-list'] }],
    ]);
  });
});

describe('a loop', () => {
  const loop = (collection: string, body: string) => `Resources:
  Fn::ForEach::Each:
    - Name
    - ${collection}
    - \${Name}Function:
        Type: AWS::Serverless::Function
        Properties: ${body}
`;

  it('over what only AWS knows is a notice', async () => {
    const service = await serviceOf({ 'svc/template.yaml': loop('!Ref Names', '{}') });
    expect(service.notices.map(({ code, place }) => [code, place?.line])).toEqual([['NXL-TEMPLATE-LOOP', 2]]);
  });

  it('within loops without end is a failure, soon', async () => {
    const names = `[${Array.from({ length: 300 }, (_, index) => `a${index}`).join(', ')}]`;
    const body = `{Tags: [${Array.from({ length: 1000 }, () => 'x').join(', ')}]}`;
    expect(told(await serviceOf({ 'svc/template.yaml': loop(names, body) }))).toEqual(['NXL-TEMPLATE-LOOP@2:3']);
  });
});

describe('AWS::Include', () => {
  const include = (location: string) => `Resources:
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ${location}}}
  Table: {Type: AWS::DynamoDB::Table}
`;

  it('of a local file brings its functions', async () => {
    const fragment =
      'Fn:\n  Type: AWS::Serverless::Function\n  Properties: {Runtime: nodejs22.x, Handler: src/app.handler}\n';
    const service = await serviceOf({ 'svc/template.yaml': include('fns.yaml'), 'svc/fns.yaml': fragment, ...SOURCE });
    expect(service.functions[0]).toMatchObject({ logicalId: 'Fn', place: { file: 'svc/fns.yaml', line: 1 } });
    expect(service.definitionFiles).toContain('svc/fns.yaml');
  });

  it('of a file that is absent fails at its place', async () => {
    expect(told(await serviceOf({ 'svc/template.yaml': include('fns.yaml') }))).toEqual(['NXL-TEMPLATE-FILE@2:62']);
  });

  it('from S3 is left to AWS', async () => {
    expect((await serviceOf({ 'svc/template.yaml': include('s3://b/k') })).failures).toEqual([]);
  });
});

describe('a nested stack', () => {
  const parent = (type: string, key: string) => `Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Child:
    Type: ${type}
    Properties:
      ${key}: child/template.yaml
      Parameters: {Env: !Ref Stage}
`;
  const child = `Parameters: {Env: {Type: String}}
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: !Sub 'orders-\${Env}'
      Runtime: nodejs22.x
      Handler: app.handler
  Other:
    Type: AWS::Serverless::Function
    Properties: {Runtime: nodejs22.x, Handler: app.handler, FunctionName: !Sub '\${AWS::StackName}-x'}
`;

  it.each([
    ['AWS::Serverless::Application', 'Location'],
    ['AWS::CloudFormation::Stack', 'TemplateURL'],
  ])('of %s gives its functions to the parent and is no service of its own', async (type, key) => {
    const service = await serviceOf({
      'svc/template.yaml': parent(type, key),
      'svc/child/template.yaml': child,
      'svc/child/app.ts': '',
    });
    expect(service.root).toBe('svc');
    expect(service.functions.map(({ logicalId, address }) => [logicalId, address])).toEqual([
      ['Child/Fn', { kind: 'name', expression: ['orders-', { ref: 'Stage', assumed: 'dev' }] }],
      ['Child/Other', { kind: 'stack-resource', logicalId: 'Child/Other' }],
    ]);
    expect(service.definitionFiles).toContain('svc/child/template.yaml');
  });

  it('that contains itself is a failure', async () => {
    const service = await serviceOf({
      'svc/template.yaml':
        'Resources:\n  A: {Type: AWS::Serverless::Application, Properties: {Location: template.yaml}}\n',
    });
    expect(told(service)).toEqual(['NXL-TEMPLATE-NESTED@2:66']);
  });
});

describe('services', () => {
  it('leaves out a fragment that the template above repeats', async () => {
    const services = await servicesOf({
      'svc/template.yaml': YAML.replace('src/app', 'part/app'),
      'svc/part/template.yaml': YAML.replace('src/app', 'app'),
      'svc/part/app.ts': '',
    });
    expect(services.map(({ root }) => root)).toEqual(['svc']);
  });

  it('with two templates in one folder fail at the second', async () => {
    const service = await serviceOf({ ...FINE, 'svc/template.yml': YAML });
    expect(service.template).toBe('svc/template.yaml');
    expect(service.failures[0]).toMatchObject({ code: 'NXL-TEMPLATE-SECOND', place: { file: 'svc/template.yml' } });
  });

  it('take their names from project.json, package.json or the folder', async () => {
    const services = await servicesOf({
      'a/template.yaml': YAML,
      'a/project.json': '{\n  // a comment\n  "name": "from-project",\n}',
      'b/template.yaml': YAML,
      'b/package.json': '{"name": "@x/from-package"}',
      'c/template.yaml': YAML,
      'template.yaml': YAML,
      'package.json': '{"name": "the-root"}',
    });
    expect(services.map(({ root, name }) => [root, name])).toEqual([
      ['.', 'the-root'],
      ['a', 'from-project'],
      ['b', '@x/from-package'],
      ['c', 'c'],
    ]);
  });

  it('of the same folder name get names from their paths, with a notice', async () => {
    const services = await servicesOf({ 'x/api/template.yaml': YAML, 'y/api/template.yaml': YAML });
    expect(services.map(({ name }) => name)).toEqual(['x-api', 'y-api']);
    expect(services[0]?.notices[0]?.code).toBe('NXL-CONFIG-NAME');
  });

  it('of the same written name fail', async () => {
    const services = await servicesOf({
      'x/template.yaml': YAML,
      'x/package.json': '{"name": "api"}',
      'y/template.yaml': YAML,
      'y/package.json': '{\n"name": "api"}',
    });
    expect(services[1]?.failures[0]).toMatchObject({
      code: 'NXL-CONFIG-DUPLICATE-NAME',
      place: { file: 'y/package.json', line: 2, column: 9 },
    });
  });

  it('list their events, and no folder among the files they looked at', async () => {
    const service = await serviceOf({
      ...FINE,
      'svc/events/b.json': '',
      'svc/events/a.json': '',
      'svc/events/x.txt': '',
    });
    expect(service.events).toEqual(['a', 'b']);
    expect(service.definitionFiles).not.toContain('svc');
    expect(service.definitionFiles).toEqual(
      expect.arrayContaining(['svc/project.json', 'svc/package.json', 'package.json']),
    );
  });
});
