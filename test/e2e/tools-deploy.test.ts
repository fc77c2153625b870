/**
 * The CDK and osls themselves make infrastructure on the stand-in, nx-lambda works with what they made. Nothing here was
 * made before.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { areOtherToolsInstalled, OTHER_TOOLS_MISSING } from '../support/other-tools.ts';
import { affectedTasks, type Shop, startShop } from './setup/shop.ts';
import { toolFiles } from './setup/tool-files.ts';
import { type ToolPrograms, toolPrograms } from './setup/tool-programs.ts';
import { ToolStacks } from './setup/tool-stacks.ts';

const FOLDERS = {
  cdk: 'services/stock',
  serverless: 'services/billing',
  'serverless-program': 'services/notify',
} as const;
const PROJECTS = '--projects=stock,billing,notify';
const INSTALLED = areOtherToolsInstalled();
const SLOW = 600_000;

let shop: Shop;
let tools: ToolPrograms;
let first: Awaited<ReturnType<Shop['deploy']>>;

beforeAll(async () => {
  if (!INSTALLED) return;
  const ignored = 'cdk.out\n.serverless\n';
  shop = await startShop('tools-deploy', {
    files: {
      ...toolFiles(FOLDERS, ['cdk.out', 'packaged']),
      'services/stock/.gitignore': ignored,
      'services/billing/.gitignore': ignored,
      'services/notify/.gitignore': ignored,
    },
    stacks: [],
  });
  tools = await toolPrograms(shop);
  await new ToolStacks(shop.endpoint).bootstrapCdk();
  await tools.cdk(FOLDERS.cdk, 'deploy', '--require-approval', 'never', '--context', 'environment=ann');
  await tools.osls(FOLDERS.serverless, 'deploy', '--stage', 'ann');
  await tools.osls(FOLDERS['serverless-program'], 'deploy', '--stage', 'ann');
  first = await shop.deploy(['run-many', '-t', 'deploy-feature', PROJECTS]);
  await shop.workspace.git('tag', 'remembered');
}, SLOW);
beforeEach(async ({ skip }) => {
  if (!INSTALLED) skip(OTHER_TOOLS_MISSING);
  await shop.reset();
});
afterAll(async () => {
  if (INSTALLED) await shop.stop();
});

async function payload(project: string, logicalId: string): Promise<string> {
  const run = await shop.workspace.nx([
    'run',
    `${project}:invoke-cloud`,
    `--function=${logicalId}`,
    '--output=payload',
  ]);
  expect(run.code).toBe(0);
  return run.stdout;
}

it('functions that the tools deployed are found, and get the code that is built here', async () => {
  expect(first.output).not.toContain('NXL-');
  const names = first.report.outcomes.map((outcome) =>
    outcome.kind === 'updated' ? `${outcome.service}:${outcome.logicalId} ${outcome.physicalName}` : outcome.kind,
  );
  expect(names.sort()).toEqual([
    'billing:charge billing-ann-charge',
    'billing:send-invoice billing-ann-send-invoice',
    'notify:ping notify-ann-ping',
    'notify:pong notify-ann-pong',
    expect.stringMatching(/^stock:Count stock-ann-CountF2B59359-/),
    expect.stringMatching(/^stock:Report stock-ann-ReportC847FC22-/),
    'stock:Reserve stock-ann-reserve',
  ]);
  const again = await shop.run(['run-many', '-t', 'deploy-feature', PROJECTS]);
  expect(again.mutations).toEqual([]);
  expect(again.output).toContain('7 up to date');
});

describe('a service that a program configures', () => {
  it('has its functions deployed, invoked, told of and rolled back', async () => {
    expect(await payload('notify', 'ping')).toContain('{"pinged":7,"key":"none"}');
    await shop.workspace.edit('services/notify/src/ping.ts', '7', '70');
    expect(await affectedTasks(shop, 'deploy-feature')).toEqual(['notify:build', 'notify:deploy-feature']);
    const deployed = await shop.deploy(['affected', '-t', 'deploy-feature', '--base=HEAD']);
    expect(deployed.report.outcomes.flatMap((each) => (each.kind === 'updated' ? each.logicalId : []))).toEqual([
      'ping',
    ]);
    expect(await payload('notify', 'ping')).toContain('{"pinged":70,');
    const status = await shop.run(['run', 'notify:status-feature']);
    expect(status.output).toContain('2 same as built here');
    const back = await shop.run(['run', 'notify:rollback-feature']);
    expect(back.code).toBe(0);
    expect(await payload('notify', 'ping')).toContain('{"pinged":7,');
  });

  it('is selected by an edit of what the program imports, which can change any function', async () => {
    await shop.workspace.edit('services/notify/config/settings.ts', 'none', 'nothing');
    expect(await affectedTasks(shop, 'build')).toEqual(['notify:build']);
  });

  it('is shown without its functions where it does not run, and its build says why in the words of the framework', async () => {
    await shop.workspace.write(
      'services/elsewhere/serverless.js',
      "require('./missing');\nmodule.exports = { service: 'elsewhere', provider: { name: 'aws' } };\n",
    );
    const run = await shop.workspace.nx(['run', 'elsewhere:build']);
    expect(run.output).toContain('NXL-TOOL-PRINT');
    expect(run.output).toContain("Cannot find module './missing'");
    expect(run.output).not.toContain(shop.workspace.root);
  });
});

it.each([
  ['billing', 'provision-feature', 'npx serverless deploy --stage ann'],
  ['billing', 'destroy-feature', 'npx serverless remove --stage ann'],
  ['notify', 'provision-feature', 'npx serverless deploy --stage ann'],
  ['stock', 'provision-feature', 'npx cdk deploy'],
  ['stock', 'destroy-feature', 'npx cdk destroy'],
])('%s:%s is left to the tool, whose command is named', async (project, target, command) => {
  const run = await shop.run(['run', `${project}:${target}`]);
  expect(run.code).toBe(1);
  expect(run.output).toContain('NXL-PROVISION-NO-TEMPLATE');
  expect(run.output).toContain(command);
  expect(run.mutations).toEqual([]);
});

it('a tool deploys again over code that came from here, and that code is put back', { timeout: SLOW }, async () => {
  await tools.osls(FOLDERS['serverless-program'], 'deploy', '--stage', 'ann', '--force');
  const after = await shop.deploy(['run', 'notify:deploy-feature']);
  expect(after.report.outcomes.map(({ kind }) => kind)).toEqual(['updated', 'updated']);
});

it('functions that their tool removed are told as missing', { timeout: SLOW }, async () => {
  await tools.cdk(FOLDERS.cdk, 'destroy', '--force', '--context', 'environment=ann');
  expect(shop.control.functions().filter(({ functionName }) => functionName.startsWith('stock-'))).toEqual([]);
  const gone = await shop.deploy(['run', 'stock:deploy-feature']);
  expect(gone.code).toBe(1);
  expect(gone.report.outcomes.map(({ kind }) => kind)).not.toContain('updated');
  expect(gone.mutations).toEqual([]);
});
