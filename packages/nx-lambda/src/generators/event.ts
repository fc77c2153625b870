/** `nx g nx-lambda:event orders --type=sqs`: an example of an event, in the folder from which both invoke targets take them. */
import { join } from 'node:path/posix';
import { logger, type ProjectConfiguration, readNxJson, type Tree } from '@nx/devkit';
import {
  chooseFunction,
  EVENT_TYPES,
  eventNames,
  type Failure,
  isEventType,
  parsePluginOptions,
  type Result,
  type Service,
  sampleEvent,
  templateValue,
} from '@nx-lambda/core';
import { readServices, templateFiles } from '@nx-lambda/workspace';
import { cacheFolder } from '../plugin/cache-folder.ts';
import { pluginOptionsOf } from '../plugin/definition-files.ts';
import { failureText } from '../print/failure-text.ts';
import { knownProject } from './known-project.ts';

export interface EventOptions {
  readonly project: string;
  readonly type: string;
  /** Logical id. */
  readonly function?: string;
  /** What follows the function's name in the file's name; the type when absent. */
  readonly name?: string;
}

export async function eventGenerator(tree: Tree, options: EventOptions, find = knownProject): Promise<void> {
  const { type } = options;
  if (!isEventType(type)) {
    throw new Error(`There is no event type ${type}: take one of ${EVENT_TYPES.join(', ')}.`);
  }
  const service = await serviceOf(tree, options.project, await find(options.project));
  const fn = valueOf(chooseFunction(service, options.function === undefined ? {} : { functionName: options.function }));
  const template = service.template === undefined ? undefined : templateFiles(tree.root).document(service.template);
  const names = template?.root === undefined ? {} : eventNames(templateValue(template.root), fn.logicalId, type);
  const stem = `${fn.logicalId.replaceAll('/', '.')}.${options.name ?? type}`;
  const file = join(service.root, 'events', `${stem}.json`);
  if (tree.exists(file)) throw new Error(`${file} exists already: name another one with --name.`);
  tree.write(file, `${JSON.stringify(sampleEvent(type, names), undefined, 2)}\n`);
  logger.info(`nx run ${options.project}:invoke-local:${stem} runs ${fn.logicalId} with it.`);
}

async function serviceOf(tree: Tree, project: string, { metadata }: ProjectConfiguration): Promise<Service> {
  const lambda: unknown = metadata === undefined ? undefined : Reflect.get(metadata, 'lambda');
  const definitions: unknown = typeof lambda === 'object' && lambda !== null ? Reflect.get(lambda, 'definitions') : [];
  const nxJson = readNxJson(tree) ?? {};
  const options = valueOf(parsePluginOptions(pluginOptionsOf(nxJson)));
  const [service] = await readServices({
    workspaceRoot: tree.root,
    definitionFiles: Array.isArray(definitions) ? definitions.map(String) : [],
    options,
    programs: { cacheFolder: cacheFolder(tree.root, nxJson, process.env), environment: process.env },
  });
  if (service === undefined) throw new Error(`${project} is no service of nx-lambda.`);
  const [failure] = service.failures;
  if (failure !== undefined) throw new Error(failureText(failure));
  return service;
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(result.failures.map((failure: Failure) => failureText(failure)).join('\n'));
}
