/** The story of the main job, told on the shop. */
import { createHash } from 'node:crypto';
import { createAwsPorts } from '@nx-lambda/aws';
import type { Control } from '@nx-lambda/fake-aws';
import { zipSync } from 'fflate';
import type { CommandResult } from '../sample/command.ts';
import type { SampleWorkspace } from '../sample/workspace.ts';
import { type Claim, claim, type Story, sameMembers } from './story.ts';

export interface Stage {
  readonly workspace: SampleWorkspace;
  readonly control: Control;
  readonly endpoint: string;
  readonly story: Story;
  readonly write: (text: string) => void;
}

const ALL = ['CancelOrder', 'ChargeCard', 'CreateOrder', 'DailyReport', 'GetOrder', 'ListProducts'];

export async function tellStory(stage: Stage): Promise<void> {
  const { workspace, story } = stage;
  const environment = '--environment=ann';

  await story.step(
    'An environment of your own',
    'Nothing is there. The templates go to CloudFormation as they are, with the code that is built here.',
    async () => {
      const run = await watched(stage, ['run-many', '-t', 'provision-feature', environment]);
      const made = stage.control
        .functions()
        .filter(({ tags }) => tags['nx-lambda:environment'] === 'ann')
        .map(({ tags }) => tags['aws:cloudformation:logical-id'] ?? '');
      return [
        succeeded(run),
        claim('4 stacks are made', run.command.stdout.includes('4 created'), run.command.stdout),
        sameMembers('with all 6 functions', made, ALL),
        claim('CloudFormation alone made them', run.updated.length === 0, run.updated),
      ];
    },
  );

  await story.step('Nothing changed', 'What AWS reports is compared with what is built: nothing to do.', async () => {
    const run = await watched(stage, ['run-many', '-t', 'deploy-feature', environment]);
    return [
      succeeded(run),
      sameMembers('no function is updated', run.updated, []),
      claim('no call changes anything', run.mutatingCalls === 0, run.mutatingCalls),
    ];
  });

  await story.step(
    'One line in a library',
    'VAT rises to 25 % in libs/pricing. Only the functions that contain the line are selected, built and updated.',
    async () => {
      await workspace.edit('libs/pricing/src/price.ts', 'const VAT = 0.2;', 'const VAT = 0.25;');
      const run = await watched(stage, ['affected', '-t', 'deploy-feature', '--base=HEAD', environment]);
      return [
        succeeded(run),
        sameMembers('exactly CreateOrder and ChargeCard are updated', run.updated, ['CreateOrder', 'ChargeCard']),
        claim('catalog and reports are not even looked at', !/catalog|reports/.test(run.command.stdout)),
      ];
    },
  );

  await story.step(
    'It answers',
    'The deployed function runs the new line: 2 × 450 cents with 25 % VAT are 1125. Its log comes along.',
    async () => {
      const { command } = await watched(stage, ['run', 'orders:invoke-cloud:CreateOrder', environment]);
      return [
        claim('the invocation succeeded', command.code === 0, command.code),
        claim('the answer has the new price', command.stdout.includes('1125'), command.stdout),
        claim('the log line is shown', command.stdout.includes('order o-1: 1 line(s), 1125 cents')),
      ];
    },
  );
  await workspace.git('commit', '--all', '--quiet', '--message=VAT rises');

  await story.step(
    'A comment',
    'The services that contain it are built again, their bytes are the same, and nothing is deployed.',
    async () => {
      await workspace.edit('libs/pricing/src/price.ts', 'const VAT', '// Since this year.\nconst VAT');
      const run = await watched(stage, ['affected', '-t', 'deploy-feature', '--base=HEAD', environment]);
      return [
        succeeded(run),
        claim('payments and orders were built again', /payments:build/.test(run.command.stdout)),
        sameMembers('no function is updated', run.updated, []),
        claim('no call changes anything', run.mutatingCalls === 0, run.mutatingCalls),
      ];
    },
  );

  await story.step(
    'Someone else changes a function in the cloud',
    'Somebody uploads other code to GetOrder. No file here changed, and still it is found out.',
    async () => {
      const theirs = await changeInTheCloud(stage, 'orders-ann-GetOrder');
      const run = await watched(stage, ['run-many', '-t', 'deploy-feature', environment]);
      const now = stage.control.functions().find(({ functionName }) => functionName.startsWith('orders-ann-GetOrder'));
      return [
        succeeded(run),
        sameMembers('exactly GetOrder is updated', run.updated, ['GetOrder']),
        claim('it runs the code built here again', now !== undefined && now.codeSha256 !== theirs, now?.codeSha256),
      ];
    },
  );

  await story.step(
    'Not to production',
    'A stack named prod exists. It is no feature environment, so nothing is written to it, whatever flags are given.',
    async () => {
      const run = await watched(stage, ['run-many', '-t', 'deploy-feature', '--environment=prod']);
      return [
        claim('the command fails', run.command.code !== 0, run.command.code),
        claim('it says why', run.command.stdout.includes('NXL-PLAN-PROTECTED'), run.command.stdout),
        claim('no call changes anything', run.mutatingCalls === 0, run.mutatingCalls),
      ];
    },
  );

  await story.step(
    'Gone again',
    'The environment is removed as it was made: stack by stack, and nothing else.',
    async () => {
      const run = await watched(stage, ['run-many', '-t', 'destroy-feature', environment]);
      const left = stage.control.functions().filter(({ tags }) => tags['nx-lambda:environment'] === 'ann');
      return [
        succeeded(run),
        claim('none of its functions is left', left.length === 0, left.length),
        claim('production is as it was', stage.control.functions().length > 0),
      ];
    },
  );
}

interface WatchedRun {
  readonly command: CommandResult;
  /** Logical ids of the functions whose code was written, as the stand-in counted them. */
  readonly updated: readonly string[];
  readonly mutatingCalls: number;
}

/** Runs Nx before the user's eyes, and asks the stand-in what really happened. */
async function watched(stage: Stage, args: readonly string[]): Promise<WatchedRun> {
  const { workspace, control, write } = stage;
  control.calls.reset();
  write(`   $ nx ${args.join(' ')}\n`);
  const quote = quoteLines(write);
  const command = await workspace.nx(args, { onOutput: quote.add });
  quote.end();
  const writes = control.calls.list({ mutating: true }).filter(({ operation }) => operation !== 'Invoke');
  const updated = writes
    .filter(({ operation }) => operation === 'UpdateFunctionCode')
    .map(({ resource }) => logicalIdOf(control, resource ?? ''));
  return { command, updated, mutatingCalls: writes.length };
}

/** Text comes in pieces that break anywhere; lines are quoted whole, and several blank ones as one. */
function quoteLines(write: (text: string) => void): { add(text: string): void; end(): void } {
  let rest = '';
  let blank = true;
  const line = (text: string) => {
    const isBlank = text.trim() === '';
    if (!(isBlank && blank)) write(`   │ ${text}`.trimEnd() + '\n');
    blank = isBlank;
  };
  return {
    add(text) {
      const lines = `${rest}${text}`.split('\n');
      rest = lines.pop() ?? '';
      for (const each of lines) line(each);
    },
    end() {
      if (rest !== '') line(rest);
    },
  };
}

function logicalIdOf(control: Control, functionName: string): string {
  const facts = control.functionFacts(functionName);
  return facts?.tags['aws:cloudformation:logical-id'] ?? functionName;
}

function succeeded({ command }: WatchedRun): Claim {
  return claim('the command succeeds', command.code === 0, command.output);
}

/** From another machine; the codeSha256 of their code. */
async function changeInTheCloud(stage: Stage, prefix: string): Promise<string> {
  const target = stage.control.functions().find(({ functionName }) => functionName.startsWith(prefix));
  if (target === undefined) throw new Error(`There is no function ${prefix}…`);
  const zip = zipSync({ 'src/get.js': new TextEncoder().encode('exports.handler = async () => "theirs";\n') });
  const aws = createAwsPorts({
    endpoint: stage.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'colleague', secretAccessKey: 'demo' },
  });
  const before = await aws.lambda.getFunction(target.functionName);
  if (!before.ok || before.value === undefined) throw new Error(`${target.functionName} could not be read`);
  const { revisionId } = before.value;
  const code = { kind: 'zip', bytes: zip } as const;
  await aws.lambda.updateFunctionCode({ name: target.functionName, code, revisionId, architecture: 'x86_64' });
  aws.close();
  return createHash('sha256').update(zip).digest('base64');
}
