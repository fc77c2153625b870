import { describe, expect, it } from 'vitest';
import { type Files, oneFunction, serviceOf } from './workspace-fixture.ts';

const FUNCTION = `Runtime: nodejs22.x
Handler: src/app.handler
`;

async function aliasesOf(files: Files) {
  const service = await serviceOf(files);
  expect(service.failures).toEqual([]);
  return service.functions[0]?.aliases;
}

describe('AutoPublishAlias', () => {
  it('is an alias that moves on with the code', async () => {
    expect(await aliasesOf(oneFunction(`${FUNCTION}AutoPublishAlias: live`))).toEqual([
      { name: ['live'], gradual: false },
    ]);
    expect(await aliasesOf(oneFunction(FUNCTION))).toBeUndefined();
    expect(await aliasesOf(oneFunction(`${FUNCTION}AutoPublishAlias: !Ref AWS::NoValue`))).toBeUndefined();
  });

  it('is taken from Globals, and its name from a parameter with its assumed value', async () => {
    const head = `Parameters:
  Stage: {Type: String, Default: dev}
Globals:
  Function: {AutoPublishAlias: !Ref Stage, SnapStart: {ApplyOn: PublishedVersions}}
`;
    const service = await serviceOf(oneFunction(FUNCTION, { 'svc/src/app.ts': '' }, head));
    const name = [{ ref: 'Stage', assumed: 'dev' }];
    expect(service.functions[0]).toMatchObject({ aliases: [{ name, gradual: false }], snapStart: true });
  });

  it.each([
    ['{Type: Canary10Percent5Minutes}', true],
    ['{Type: AllAtOnce, Enabled: false}', false],
    ['{Enabled: !Ref AWS::NoValue}', true],
  ])('with DeploymentPreference %s is moved step by step by CodeDeploy: %s', async (preference, gradual) => {
    const text = `${FUNCTION}AutoPublishAlias: live\nDeploymentPreference: ${preference}`;
    expect(await aliasesOf(oneFunction(text))).toMatchObject([{ gradual }]);
  });

  it('stays what it is with AutoPublishAliasAllProperties, AutoPublishCodeSha256 and ProvisionedConcurrencyConfig', async () => {
    const text = `${FUNCTION}AutoPublishAlias: live
AutoPublishAliasAllProperties: true
AutoPublishCodeSha256: abc
ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}`;
    expect(await aliasesOf(oneFunction(text))).toEqual([{ name: ['live'], gradual: false }]);
  });

  it('whose name only AWS knows stays open', async () => {
    const text = `${FUNCTION}AutoPublishAlias: !ImportValue Stage`;
    expect(await aliasesOf(oneFunction(text))).toEqual([{ name: [{ ref: 'AutoPublishAlias' }], gradual: false }]);
  });

  it('gives way to publishAlias of lambda.config.json', async () => {
    const config = JSON.stringify({ functions: { Fn: { publishAlias: '{environment}-live' } } });
    const files = oneFunction(`${FUNCTION}AutoPublishAlias: live`, {
      'svc/src/app.ts': '',
      'svc/lambda.config.json': config,
    });
    expect(await aliasesOf(files)).toEqual([{ name: [{ ref: 'environment' }, '-live'], gradual: false }]);
  });
});

describe('AWS::Lambda::Alias', () => {
  function plain(rest: string): Files {
    const template = `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: !Sub '\${AWS::StackName}-api', Runtime: nodejs22.x, Handler: src/app.handler, Code: ./}
${rest}`;
    return { 'svc/template.yaml': template, 'svc/src/app.ts': '' };
  }

  const VERSION = '  V1: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Fn}}\n';
  const alias = (version: string, name = '!Ref Fn', more = '') =>
    `  Live: {Type: AWS::Lambda::Alias, ${more}Properties: {Name: live, FunctionName: ${name}, FunctionVersion: ${version}}}\n`;

  it.each(['!Ref Fn', '!GetAtt Fn.Arn', "!Sub '${Fn.Arn}'", "!Sub '${AWS::StackName}-api'"])(
    'of a version of the stack moves on, named by %s',
    async (name) => {
      expect(await aliasesOf(plain(VERSION + alias('!GetAtt V1.Version', name)))).toEqual([
        { name: ['live'], gradual: false },
      ]);
    },
  );

  it.each(["'7'", '$LATEST', '!GetAtt Other.Version'])('of version %s stays where it is', async (version) => {
    const other = '  Other: {Type: AWS::Lambda::Version, Properties: {FunctionName: elsewhere}}\n';
    expect(await aliasesOf(plain(other + alias(version)))).toBeUndefined();
  });

  it('of another function is not this one’s', async () => {
    expect(await aliasesOf(plain(VERSION + alias('!GetAtt V1.Version', 'elsewhere')))).toBeUndefined();
  });

  it('keeps its condition, and that CodeDeploy moves it', async () => {
    const more = 'Condition: IsProd, UpdatePolicy: {CodeDeployLambdaAliasUpdate: {ApplicationName: a}}, ';
    expect(await aliasesOf(plain(VERSION + alias('!GetAtt V1.Version', '!Ref Fn', more)))).toEqual([
      { name: ['live'], condition: 'IsProd', gradual: true },
    ]);
  });

  it('that lacks makes a version a notice: nothing can be moved to new code', async () => {
    const lonely = await serviceOf(plain(VERSION));
    expect(lonely.notices.map(({ code }) => code)).toContain('NXL-TEMPLATE-VERSION');
    const led = await serviceOf(plain(VERSION + alias('!GetAtt V1.Version')));
    expect(led.notices.map(({ code }) => code)).not.toContain('NXL-TEMPLATE-VERSION');
  });
});
