/**
 * Services whose infrastructure another tool makes: the Serverless Framework, the CDK and Terraform. What the first two
 * packaged is really theirs (see fixtures/other-tools/README.md).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { affectedTasks, type Shop, startShop } from './setup/shop.ts';
import { toolFiles } from './setup/tool-files.ts';
import { ToolStacks } from './setup/tool-stacks.ts';

const FOLDERS = { cdk: 'services/stock', serverless: 'services/billing', terraform: 'services/mail' } as const;
const PROJECTS = '--projects=stock,billing,mail';

let shop: Shop;
let first: Awaited<ReturnType<Shop['deploy']>>;

/** Before each test: three services beside the shop's, deployed once since their tools made them. */
beforeAll(async () => {
  shop = await startShop('other-tools', {
    files: { ...toolFiles(FOLDERS, ['packaged']), 'services/stock/.gitignore': 'cdk.out\n' },
    stacks: [],
  });
  const tools = new ToolStacks(shop.endpoint);
  await tools.deployCdk();
  await tools.deployServerless();
  await tools.deployTerraform();
  first = await shop.deploy(['run-many', '-t', 'deploy-feature', PROJECTS]);
  await shop.workspace.git('tag', 'remembered');
});
beforeEach(() => shop.reset());
afterAll(() => shop.stop());

async function invoke(project: string, logicalId: string): Promise<string> {
  const args = ['run', `${project}:invoke-cloud`, `--function=${logicalId}`, '--output=payload'];
  const run = await shop.workspace.nx(args);
  expect(run.code).toBe(0);
  return run.stdout;
}

it('infers functions, names and stacks from what the tools have', async () => {
  expect(first.output).not.toContain('NXL-');
  expect(first.code).toBe(0);
  expect(first.report.outcomes).toHaveLength(8);
  expect(first.report.outcomes).toEqual(
    expect.arrayContaining(
      [
        ['stock', 'Count', expect.stringMatching(/^stock-ann-CountF2B59359-/)],
        ['stock', 'Reserve', 'stock-ann-reserve'],
        ['stock', 'Report', expect.stringMatching(/^stock-ann-ReportC847FC22-/)],
        ['billing', 'charge', 'billing-ann-charge'],
        ['billing', 'send-invoice', 'billing-ann-send-invoice'],
        ['mail', 'Mail', 'mail-ann-send'],
        ['mail', 'Digest', 'mail-ann-digest-5be21f0c'],
        ['mail', 'Bounce', 'clever-fox'],
      ].map(([service, logicalId, physicalName]) =>
        expect.objectContaining({ kind: 'updated', service, logicalId, physicalName }),
      ),
    ),
  );
  const again = await shop.run(['run-many', '-t', 'deploy-feature', PROJECTS]);
  expect(again.mutations).toEqual([]);
  expect(again.output).toContain('8 up to date');
});

describe('what was deployed', () => {
  it('answers, through the alias that its tool made where there is one', async () => {
    expect(await invoke('stock', 'Reserve')).toContain('{"reserved":1}');
    expect(await invoke('billing', 'send-invoice')).toContain('{"sent":5}');
    expect(await invoke('mail', 'Mail')).toContain('{"mailed":6}');
    expect(await invoke('mail', 'Bounce')).toContain('{"bounced":10}');
  });

  it('is selected by an edit, deployed alone, told by status-feature and brought back by rollback-feature', {
    timeout: 480_000,
  }, async () => {
    await shop.workspace.edit('services/billing/src/charge.ts', '4', '40');
    await shop.workspace.edit('services/stock/report/report.py', '2', '20');
    await shop.workspace.edit('services/mail/src/digest.ts', '9', '90');
    expect(await affectedTasks(shop, 'deploy-feature')).toEqual([
      'billing:build',
      'billing:deploy-feature',
      'mail:build',
      'mail:deploy-feature',
      'stock:build',
      'stock:deploy-feature',
    ]);
    const deployed = await shop.deploy(['affected', '-t', 'deploy-feature', '--base=HEAD']);
    const updated = deployed.report.outcomes.flatMap((each) => (each.kind === 'updated' ? each.logicalId : []));
    expect(updated.sort()).toEqual(['Digest', 'Report', 'charge']);
    expect(await invoke('billing', 'charge')).toContain('{"charged":40}');

    const status = await shop.run(['run-many', '-t', 'status-feature', PROJECTS]);
    expect(status.output).toContain('8 same as built here');
    const back = await shop.run(['run-many', '-t', 'rollback-feature', PROJECTS]);
    expect(back.code).toBe(0);
    expect(await invoke('billing', 'charge')).toContain('{"charged":4}');
    expect(await invoke('stock', 'Report')).toContain('{"reported": 2}');
    expect(await invoke('mail', 'Digest')).toContain('{"digested":9}');
  });
});

it('a configuration that takes the place of another one is an input of the build', async () => {
  await shop.workspace.edit('services/billing/config/functions.yml', 'src/send', 'src/charge');
  expect(await affectedTasks(shop, 'build')).toEqual(['billing:build']);
});

it.each([
  ['billing', 'provision-feature', 'serverless deploy --stage ann'],
  ['billing', 'destroy-feature', 'serverless remove --stage ann'],
  ['stock', 'provision-feature', 'cdk deploy'],
  ['stock', 'destroy-feature', 'cdk destroy'],
])('%s:%s is left to the tool, whose command is named', async (project, target, command) => {
  const run = await shop.run(['run', `${project}:${target}`]);
  expect(run.output).toContain('NXL-PROVISION-NO-TEMPLATE');
  expect(run.output).toContain(command);
  expect(run.code).toBe(1);
  expect(run.mutations).toEqual([]);
});

it('a service that lambda.config.json alone declares has no target that makes or removes infrastructure', async () => {
  const run = await shop.workspace.nx(['show', 'project', 'mail', '--json']);
  const { targets }: { targets: Readonly<Record<string, unknown>> } = JSON.parse(run.stdout);
  expect(Object.keys(targets)).toEqual(expect.arrayContaining(['build', 'deploy-feature', 'rollback-feature']));
  expect(Object.keys(targets).filter((name) => /^(provision|destroy)/.test(name))).toEqual([]);
});

it('a function that its tool did not tag is refused, and told how each tool tags it', async () => {
  shop.control.seedFunction({
    functionName: 'mail-bob-send',
    runtime: 'nodejs20.x',
    handler: 'mail.handler',
    tags: {},
  });
  const run = await shop.deploy(['run', 'mail:deploy-feature', '--environment=bob']);
  const codes = run.report.outcomes.map((each) => [each.logicalId, 'failure' in each ? each.failure.code : each.kind]);
  expect(Object.fromEntries(codes)).toEqual({
    Mail: 'NXL-PLAN-NOT-FEATURE',
    Digest: 'NXL-PLAN-FUNCTION-MISSING',
    Bounce: 'NXL-PLAN-FUNCTION-MISSING',
  });
  expect(run.output).toContain('nx-lambda:environment=bob');
});

it('without cdk.out the functions of a CDK app are not known, and the build says so', async () => {
  await shop.workspace.write('services/elsewhere/cdk.json', '{ "app": "node app.cjs" }');
  await shop.workspace.write(
    'services/elsewhere/lambda.config.json',
    '{ "functions": { "A": { "entryPoint": "a.ts" } } }',
  );
  const run = await shop.workspace.nx(['run', 'elsewhere:build']);
  expect(run.output).toContain('NXL-TOOL-SYNTH');
  expect(run.output).toContain('cdk synth');
  expect(run.code).toBe(1);
});
