import { expect, it } from 'vitest';
import { COMMANDS } from './commands.ts';
import { loadSchema } from './executors.ts';
import { commandText, overviewText } from './help.ts';

it('lists the commands', () => {
  expect(overviewText()).toMatchInlineSnapshot(`
    "Usage: nx-lambda <command> [service…] [flags]

    Runs what the targets of a service do, without Nx's task runner: for loops and scripts.

    Commands:
      deploy    Build, and update the functions whose bytes differ
      invoke    Invoke a deployed function
      local     Run a function on this machine, with what the deployed one has
      watch     Deploy what is saved, as it is saved
      status    Tell what is deployed, and whether it is what is built here
      rollback  Bring back the code that the last deployment replaced

    A service is named as in Nx; where none is named, it is that of the current folder.
    nx-lambda <command> --help lists the flags of a command; --version tells the version.
    "
  `);
});

it('lists the flags of a command', async () => {
  const status = COMMANDS.find(({ name }) => name === 'status');
  if (status === undefined) throw new Error('there is no such command');
  expect(commandText(status, await loadSchema('status'))).toMatchInlineSnapshot(`
    "Usage: nx-lambda status [service…] [flags]

    Tells what is deployed of each function in a feature environment, by whom, in which state, and whether it is what is built here.

    Flags:
      --environment=<value>       Name of the feature environment; else FEATURE_ENV, else the plugin option
      --function=<value>          Only functions whose logical id matches this glob
      --output=text|json          How the result is printed (text)
      --report=<value>            File that gets the whole batch's result as JSON, relative to the workspace root
      --region=<value>            AWS region; else the plugin option, else the AWS configuration
      -c, --configuration=<name>  Configuration of the target, as in <service>:<name>
      --all                       All services of the workspace
      -h, --help                  This text

    The same as the target status-feature, whose options in nx.json and project.json hold here, too.
    "
  `);
});

it.each(COMMANDS)('tells all flags of $name', async (command) => {
  const text = commandText(command, await loadSchema(command.name));
  for (const flag of Object.keys(command.flags)) {
    expect(text).toContain(`--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
  }
  expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(160);
});
