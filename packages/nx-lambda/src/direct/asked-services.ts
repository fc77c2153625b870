/** Which services the words of a command line mean. */
import { closestName, type Failure, failed, type Result, success } from '@nx-lambda/core';
import type { DirectCommand } from './commands.ts';

export interface AskedService {
  /** A name or a pattern; empty: the service of the current folder. */
  readonly name: string;
  /** `orders:created`. */
  readonly configuration?: string;
}

/** How a word can be meant, the likeliest first: project names may hold colons, too. */
export function readings(word: string, configuration: string | undefined): readonly AskedService[] {
  const plain = { name: word, ...(configuration === undefined ? {} : { configuration }) };
  const colon = word.lastIndexOf(':');
  if (colon === -1 || configuration !== undefined) return [plain];
  return [plain, { name: word.slice(0, colon), configuration: word.slice(colon + 1) }];
}

/** Whether it can only be told from all projects. */
export function isPattern(word: string): boolean {
  return /[*?![\]{}(),]|^tag:|^(npm|directory):/.test(word);
}

/** What is wrong before any project is known. */
export function checkCount(command: DirectCommand, words: readonly string[], all: boolean): Result<undefined> {
  if (all && words.length > 0) {
    return failed({
      code: 'NXL-DIRECT-SERVICES',
      message: `Both --all and ${words.join(', ')} are given.`,
      advice: 'Leave one of them away.',
    });
  }
  if (command.single && (all || words.length > 1)) {
    return failed({
      code: 'NXL-DIRECT-SERVICES',
      message: `nx-lambda ${command.name} is about one service, and ${all ? 'all' : words.length} are given.`,
      advice: 'Name one service.',
    });
  }
  return success(undefined);
}

/** The project whose folder holds `folder`, the innermost one. Folders are workspace-relative with `/`; `` is the root. */
export function projectAt<P extends { readonly root: string }>(folder: string, projects: readonly P[]): P | undefined {
  const holds = ({ root }: P) => root === '.' || folder === root || folder.startsWith(`${root}/`);
  return projects.filter(holds).sort((a, b) => lengthOf(b) - lengthOf(a))[0];
}

function lengthOf({ root }: { readonly root: string }): number {
  return root === '.' ? 0 : root.length;
}

export function noService(command: DirectCommand, services: readonly string[]): Failure {
  return {
    code: 'NXL-DIRECT-SERVICES',
    message: 'No service is named, and the current folder is in none.',
    advice:
      services.length === 0
        ? 'The workspace has no service; nx show projects lists what there is.'
        : `Name one, as in nx-lambda ${command.name} ${services[0]}${command.single ? '' : ', or give --all'}.`,
  };
}

export function unknownService(word: string, services: readonly string[]): Failure {
  const closest = closestName(word, services);
  const some = services.slice(0, 10).join(', ');
  return {
    code: 'NXL-DIRECT-UNKNOWN',
    message: `There is no service ${word}.`,
    advice:
      closest !== undefined
        ? `Did you mean ${closest}?`
        : some === ''
          ? 'The workspace has no service; nx show projects lists what there is.'
          : `The services are ${some}${services.length > 10 ? ` and ${services.length - 10} more` : ''}.`,
  };
}

/** The target is not there, or somebody gave it another executor. */
export function noTarget(project: string, target: string, executor: string | undefined): Failure {
  if (executor === undefined) {
    return {
      code: 'NXL-DIRECT-TARGET',
      message: `${project} has no target ${target}.`,
      advice: `nx show project ${project} lists its targets; a stack without functions has nothing to deploy.`,
    };
  }
  return {
    code: 'NXL-DIRECT-TARGET',
    message: `${project}:${target} is not nx-lambda's: it is run by ${executor}.`,
    advice: `Run it with nx run ${project}:${target}.`,
  };
}

export function noConfiguration(project: string, target: string, asked: string, known: readonly string[]): Failure {
  const closest = closestName(asked, known);
  return {
    code: 'NXL-DIRECT-CONFIGURATION',
    message: `${project}:${target} has no configuration ${asked}.`,
    advice:
      closest !== undefined
        ? `Did you mean ${project}:${closest}?`
        : known.length === 0
          ? 'It has none.'
          : `It has ${known.join(', ')}.`,
  };
}
