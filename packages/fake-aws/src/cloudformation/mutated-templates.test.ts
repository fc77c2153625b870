import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '../api-error.ts';
import { createWorld } from '../start.ts';
import { changesOf } from './changes.ts';
import { beginCreate, beginDelete, beginUpdate, blankStack, type Start } from './engine/begin.ts';
import { progress } from './engine/progress.ts';
import { stackOf } from './engine/record.ts';
import { prepareTarget } from './prepare-target.ts';
import { SAMPLES } from './template-samples.ts';

/** More than 10,000 with `MUTATIONS=12000`; a share of them in every run. */
const RUNS = Number(process.env['MUTATIONS'] ?? 600);
/** Milliseconds of one template: read, planned, carried out, updated and deleted. */
const LONGEST = 2000;

const PIECES = [
  ...['', '\n', ' ', '\t', ':', ': ', '- ', '#', '"', "'", '{', '}', '[', ']', ',', '|', '&a ', '*a', '? ', '<<: '],
  ...['!Ref ', '!Sub ', '!If ', '!GetAtt ', '!Nope ', '!Cidr ', '!Select ', '!Join ', 'Fn::ForEach::X: ', '---\n'],
  ...['Fn::If: ', 'Fn::Transform: ', '${', '}', '\u0000', '\ud800', '\r', 'Resources:', 'Properties:', 'null', 'true'],
  ...['AWS::SQS::Queue', '999999999999', '__proto__: ', 'constructor', 'Transform: AWS::LanguageExtensions\n'],
];

const edits = fc.array(
  fc.record({
    at: fc.nat(5000),
    cut: fc.oneof(fc.constant(0), fc.nat(8), fc.nat(200)),
    put: fc.constantFrom(...PIECES),
    times: fc.constantFrom(1, 1, 1, 30),
  }),
  { maxLength: 4 },
);

test('mutated templates are carried out or refused in words, and none takes long', () => {
  const ends = new Map<string, number>();
  let slowest = 0;
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(SAMPLES)), edits, (sample, changes) => {
      let template = sample;
      for (const { at, cut, put, times } of changes) {
        const from = at % (template.length + 1);
        template = template.slice(0, from) + put.repeat(times) + template.slice(from + cut);
      }
      const begun = performance.now();
      const end = outcomeOf(template, sample);
      slowest = Math.max(slowest, performance.now() - begun);
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }),
    { numRuns: RUNS },
  );
  expect(slowest).toBeLessThan(LONGEST);
  // Both kinds were met: neither is everything refused nor does everything pass.
  expect(ends.get('refused')).toBeGreaterThan(RUNS / 10);
  expect(ends.get('DELETE_COMPLETE')).toBeGreaterThan(RUNS / 20);
}, 600_000);

/** The status at the end, or `refused`. Anything thrown but what CloudFormation would answer is a bug. */
function outcomeOf(template: string, next: string): string {
  const world = createWorld({ clock: () => 0 });
  const identity = { account: '123456789012', region: 'eu-west-1', id: 'arn:aws:cloudformation:stack/s', name: 's' };
  const caller = {
    account: identity.account,
    arn: 'a',
    userId: 'u',
    denied: [],
    accessKeyId: 'k',
    region: 'eu-west-1',
  };
  const start: Start = { caller, onFailure: 'ROLLBACK', mode: 'STANDARD', time: 0 };
  const request = { given: [], tags: {}, capabilities: [], notificationArns: [] };
  try {
    const target = prepareTarget(world, identity, { ...request, body: template });
    changesOf(world, blankStack(identity, 0, 'REVIEW_IN_PROGRESS'), target);
    beginCreate(world, identity, target, start);
    progress(world);
    if (stackOf(world, identity.id).status === 'CREATE_COMPLETE') {
      const before = stackOf(world, identity.id);
      beginUpdate(world, before, prepareTarget(world, identity, { ...request, body: next, previous: {} }), start);
      progress(world);
    }
    beginDelete(world, stackOf(world, identity.id), [], start);
    progress(world);
    return stackOf(world, identity.id).status;
  } catch (error) {
    if (error instanceof ApiError) return 'refused';
    throw error;
  }
}
