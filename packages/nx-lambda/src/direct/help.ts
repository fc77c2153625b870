/** `--help`: from the schemas that Nx's own help and editors show. */
import { COMMANDS, type DirectCommand } from './commands.ts';
import type { DescribedOption, DescribedSchema } from './executors.ts';

export function overviewText(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'Usage: nx-lambda <command> [service…] [flags]',
    '',
    "Runs what the targets of a service do, without Nx's task runner: for loops and scripts.",
    '',
    'Commands:',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'A service is named as in Nx; where none is named, it is that of the current folder.',
    'nx-lambda <command> --help lists the flags of a command; --version tells the version.',
    '',
  ].join('\n');
}

export function commandText(command: DirectCommand, { properties, description }: DescribedSchema): string {
  const rows = Object.entries(properties).map(
    ([name, option]) => [flagText(name, option), detailText(option)] as const,
  );
  const own: readonly (readonly [string, string])[] = [
    ['-c, --configuration=<name>', 'Configuration of the target, as in <service>:<name>'],
    ...(command.single ? [] : [['--all', 'All services of the workspace'] as const]),
    ['-h, --help', 'This text'],
  ];
  const all = [...rows, ...own];
  const width = Math.max(...all.map(([flag]) => flag.length));
  return [
    `Usage: nx-lambda ${command.name} ${usageOf(command)} [flags]`,
    '',
    `${description}.`,
    '',
    'Flags:',
    ...all.map(([flag, detail]) => `  ${flag.padEnd(width)}  ${detail}`),
    '',
    `The same as the target ${command.executor}, whose options in nx.json and project.json hold here, too.`,
    '',
  ].join('\n');
}

function usageOf({ name, single }: DirectCommand): string {
  if (name === 'invoke' || name === 'local') return '[service[:event]]';
  return single ? '[service]' : '[service…]';
}

function flagText(name: string, { type, enum: values }: DescribedOption): string {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (values !== undefined) return `${flag}=${values.join('|')}`;
  if (type === 'boolean') return flag;
  return Array.isArray(type) && type.includes('boolean') ? `${flag}[=<value>]` : `${flag}=<value>`;
}

function detailText({ description, default: value }: DescribedOption): string {
  return typeof value === 'string' || typeof value === 'number' ? `${description} (${value})` : description;
}
