import { describe, expect, it } from 'vitest';
import { type AskedRun, readArguments } from './arguments.ts';

function run(...words: readonly string[]): Omit<AskedRun, 'kind' | 'command'> & { readonly command: string } {
  const asked = readArguments(words);
  if (!asked.ok || asked.value.kind !== 'run') throw new Error(JSON.stringify(asked));
  const { kind: _, command, ...rest } = asked.value;
  return { ...rest, command: command.name };
}

describe('readArguments', () => {
  it('takes words for services, wherever they stand', () => {
    expect(run('deploy', '--why', 'orders', '--function', 'Create*', 'payments', '--dry-run')).toEqual({
      command: 'deploy',
      services: ['orders', 'payments'],
      all: false,
      flags: { why: true, function: 'Create*', dryRun: true },
    });
  });

  it.each([
    [['--payload={"a":"b=c"}'], { payload: '{"a":"b=c"}' }],
    [['--payload', '-'], { payload: '-' }],
    [['--async', 'false'], { async: 'false' }],
    [['--async=false'], { async: 'false' }],
    [['--no-async'], { async: false }],
    [['--payload'], { payload: true }],
    [['--payload', '--async'], { payload: true, async: true }],
    [['--function=A', '--function=B'], { function: ['A', 'B'] }],
    [['--qualifier=1'], { qualifier: '1' }],
    [['--nonsense', '--verbose'], { nonsense: true, verbose: true }],
  ])('reads the flags %j', (words, flags) => {
    expect(run('invoke', ...words)).toMatchObject({ services: [], flags });
  });

  it('does not take the service behind --inspect for a port', () => {
    expect(run('local', '--inspect', 'orders')).toMatchObject({ services: ['orders'], flags: { inspect: true } });
    expect(run('local', '--inspect', '9230', 'orders')).toMatchObject({
      services: ['orders'],
      flags: { inspect: '9230' },
    });
  });

  it('reads --all and a configuration for itself', () => {
    expect(run('status', '--all')).toMatchObject({ all: true, flags: {} });
    expect(run('invoke', 'orders', '-c', 'created')).toMatchObject({ configuration: 'created', flags: {} });
    expect(run('invoke', 'orders', '--configuration=created')).toMatchObject({ configuration: 'created', flags: {} });
  });

  it('takes everything after -- for services', () => {
    expect(run('deploy', '--', '--odd')).toMatchObject({ services: ['--odd'] });
  });

  it.each([
    [[], { kind: 'help' }],
    [['--help'], { kind: 'help' }],
    [['help', 'deploy'], { kind: 'help', command: { name: 'deploy' } }],
    [['deploy', 'orders', '--help'], { kind: 'help', command: { name: 'deploy' } }],
    [['--version'], { kind: 'version' }],
  ])('understands %j', (words, expected) => {
    expect(readArguments(words)).toMatchObject({ ok: true, value: expected });
  });

  it.each([
    ['deplyo', 'Did you mean nx-lambda deploy?'],
    ['invoke-cloud', 'Did you mean nx-lambda invoke?'],
    ['zzzzzz', 'The commands are deploy, invoke, local, watch, status, rollback'],
    ['--why', 'The commands are'],
  ])('tells what else %s could be', (word, advice) => {
    expect(readArguments([word])).toMatchObject({
      ok: false,
      failures: [{ code: 'NXL-DIRECT-COMMAND', advice: expect.stringContaining(advice) }],
    });
  });
});
