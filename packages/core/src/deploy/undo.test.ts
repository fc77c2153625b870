import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Replacement } from './replacement.ts';
import { chooseUndo, type FunctionHistory, parseUndoTo, pastDeployments } from './undo.ts';

const shape = { size: 1, runtime: 'nodejs22.x', handler: 'a.b', architecture: 'x86_64' };

function replaced(run: number, previous: string, next: string, change: Partial<Replacement> = {}): Replacement {
  return {
    runId: `run-${run}`,
    command: 'deploy-feature',
    at: new Date(run * 1000).toISOString(),
    physicalName: 'f',
    previous: { codeSha256: previous, ...shape },
    next: { codeSha256: next, ...shape },
    proven: true,
    ...change,
  };
}

describe('parseUndoTo', () => {
  it.each([
    [undefined, { kind: 'deployments', count: 1 }],
    ['1', { kind: 'deployments', count: 1 }],
    ['999', { kind: 'deployments', count: 999 }],
    ['Ih2n', { kind: 'code', prefix: 'Ih2n' }],
    ['1234', { kind: 'code', prefix: '1234' }],
    ['iNR3rTE3iXo4qkAAyYNS4pGz7NTKuFtmXuN0BGQWlEU=', { kind: 'code' }],
  ])('takes %s', (text, expected) => {
    expect(parseUndoTo(text)).toMatchObject({ ok: true, value: expected });
  });

  it.each(['0', '-1', 'abc', 'a b c d', '', '../../x'])('refuses %s', (text) => {
    expect(parseUndoTo(text)).toMatchObject({ ok: false, failures: [{ code: 'NXL-OPTION-TO' }] });
  });
});

/** Deployments and rollbacks of some functions, carried out on codes in memory beside the history that they leave. */
interface World {
  readonly codes: string[];
  readonly histories: Replacement[][];
  /** The codes before each deployment that stands, oldest first. */
  readonly before: (readonly string[])[];
}

function deploy({ codes, histories, before }: World, run: number, chosen: readonly boolean[]): void {
  if (!chosen.some(Boolean)) return;
  before.push([...codes]);
  for (const [index, own] of histories.entries()) {
    if (chosen[index] !== true) continue;
    own.push(replaced(run, codes[index] ?? '', `${index}-${run}`));
    codes[index] = `${index}-${run}`;
  }
}

function historiesOf({ codes, histories }: World): readonly FunctionHistory[] {
  return histories.map((replacements, index) => {
    return { service: 's', logicalId: `F${index}`, replacements, deployedCodeSha256: codes[index] ?? '' };
  });
}

function rollback(world: World, run: number, count: number): void {
  const choices = chooseUndo(historiesOf(world), { kind: 'deployments', count });
  if (!choices.ok) {
    expect(count).toBeGreaterThan(world.before.length);
    return;
  }
  for (const [index, choice] of choices.value.entries()) {
    if (choice.kind !== 'restore') continue;
    const { codeSha256 } = choice.code;
    expect(choice.replaces).toBe(world.codes[index]);
    const undoes = choice.undoes ?? [];
    world.histories[index]?.push(
      replaced(run, world.codes[index] ?? '', codeSha256, { command: 'rollback-feature', undoes }),
    );
    world.codes[index] = codeSha256;
  }
  const [expected] = world.before.splice(-count);
  expect(world.codes).toEqual(expected);
}

describe('chooseUndo', () => {
  it('goes back to exactly what was there before, whatever was deployed and taken back', () => {
    const step = fc.oneof(
      fc.record({ chosen: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }) }),
      fc.record({ count: fc.integer({ min: 1, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const world: World = { codes: ['0-x', '1-x', '2-x'], histories: [[], [], []], before: [] };
        for (const [run, one] of steps.entries()) {
          if ('chosen' in one) deploy(world, run, one.chosen);
          else rollback(world, run, one.count);
        }
        const numbers = pastDeployments(historiesOf(world)).flatMap(({ number }) => number ?? []);
        expect(numbers).toEqual(world.before.map((_, index) => index + 1));
      }),
    );
  });

  it('counts a replacement that was cut off when what came after it shows that it arrived', () => {
    const cut = replaced(2, 'b', 'c', { proven: false });
    const one = (deployedCodeSha256: string, ...more: readonly Replacement[]): FunctionHistory => {
      return { service: 's', logicalId: 'F', replacements: [replaced(1, 'a', 'b'), cut, ...more], deployedCodeSha256 };
    };
    const target = (history: FunctionHistory) => {
      const choices = chooseUndo([history], { kind: 'deployments', count: 1 });
      const [choice] = choices.ok ? choices.value : [];
      return choice?.kind === 'restore' ? choice.code.codeSha256 : undefined;
    };
    expect(target(one('c'))).toBe('b');
    expect(target(one('b'))).toBe('a');
    expect(target(one('b', replaced(3, 'c', 'b', { command: 'rollback-feature', undoes: ['run-2'] })))).toBe('a');
    expect(target(one('d', replaced(3, 'b', 'd')))).toBe('b');
  });

  it('refuses a beginning that two codes of the function share', () => {
    const replacements = [replaced(1, 'aaaa1', 'aaaa2')];
    const choices = chooseUndo([{ service: 's', logicalId: 'F', replacements }], { kind: 'code', prefix: 'aaaa' });
    expect(choices).toMatchObject({ value: [{ kind: 'refuse', failure: { code: 'NXL-OPTION-TO' } }] });
  });
});
