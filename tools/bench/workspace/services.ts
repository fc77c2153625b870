/** Services: a SAM template, and the entry points of its functions. */
import type { Library, LibraryPlan } from './libraries.ts';
import { packageName } from './packages.ts';
import type { Random } from './random.ts';
import type { WorkspaceShape } from './shape.ts';
import { handlerSource, type ModuleImport, moduleSource } from './source-text.ts';

export interface ServicePlan {
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly definitions: readonly string[];
}

export function planServices(shape: WorkspaceShape, { libraries }: LibraryPlan, random: Random): ServicePlan {
  const files: (readonly [string, string])[] = [];
  const definitions: string[] = [];
  for (let index = 0; index < shape.services; index++) {
    const folder = `services/s${index}`;
    const functions = random.between(1, shape.functionsPerService);
    const python = shape.varied && index === 0;
    files.push([`${folder}/template.yaml`, template(index, functions, python)]);
    definitions.push(`${folder}/template.yaml`);
    for (let each = 0; each < functions; each++) files.push(...functionFiles(shape, libraries, index, each, random));
    if (python) files.push([`${folder}/report/report.py`, 'def handler(event, context):\n    return 1\n']);
    if (shape.resolution === 'project-tsconfigs') {
      files.push([`${folder}/tsconfig.json`, '{ "extends": "../../tsconfig.base.json" }\n']);
    }
    if (shape.varied && random.chance(0.5)) {
      // Names and paths stay in the code, so that more edits show in the bytes.
      files.push([`${folder}/lambda.config.json`, '{ "defaults": { "minify": false } }\n']);
      definitions.push(`${folder}/lambda.config.json`);
    }
  }
  return { files, definitions };
}

function functionFiles(
  shape: WorkspaceShape,
  libraries: readonly Library[],
  service: number,
  index: number,
  random: Random,
): readonly (readonly [string, string])[] {
  const id = `s${service}h${index}`;
  const folder = `services/s${service}/src`;
  const imports: ModuleImport[] = random.sample(libraries, shape.librariesPerFunction).map((library) => ({
    kind: 'value',
    // The first of the chain brings all others.
    id: (shape.varied ? random.pick(library.modules) : library.modules[0]) ?? '',
    from: library.specifier,
  }));
  const files: (readonly [string, string])[] = [];
  if (shape.varied && random.chance(0.5)) {
    const local = `${id}local`;
    imports.push({ kind: 'value', id: local, from: `./h${index}-parts/local` });
    files.push([
      `${folder}/h${index}-parts/local.ts`,
      moduleSource({ id: local, imports: [], value: random.below(1000) }),
    ]);
  }
  if (shape.packages > 0 && random.chance(0.2)) {
    const number = random.below(shape.packages);
    imports.push({ kind: 'package', id: `p${number}`, from: packageName(number) });
  }
  files.push([`${folder}/h${index}.ts`, handlerSource({ id, imports, value: random.below(1000) })]);
  return files;
}

function template(index: number, functions: number, python: boolean): string {
  const resources = Array.from({ length: functions }, (_, each) => resource(`Fn${each}`, `src/h${each}.handler`));
  if (python) resources.push(resource('Report', 'report.handler', 'report', 'python3.12'));
  return [
    'AWSTemplateFormatVersion: "2010-09-09"',
    'Transform: AWS::Serverless-2016-10-31',
    `Description: Service ${index}`,
    'Resources:',
    ...resources.flat(),
    '',
  ].join('\n');
}

function resource(logicalId: string, handler: string, codeUri = './', runtime = 'nodejs22.x'): readonly string[] {
  return [
    `  ${logicalId}:`,
    '    Type: AWS::Serverless::Function',
    '    Properties:',
    `      CodeUri: ${codeUri}`,
    `      Handler: ${handler}`,
    `      Runtime: ${runtime}`,
    '      Timeout: 5',
  ];
}
