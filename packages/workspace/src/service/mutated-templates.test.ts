import {
  DEFAULT_OPTIONS,
  declaredParameters,
  interpretService,
  localContent,
  nameLinks,
  retainedIds,
  type ServiceFiles,
  templateInfrastructure,
  templateScope,
} from '@nx-lambda/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { definitionFilesIn } from './definition-folders.ts';
import { SAMPLES } from './template-samples.ts';
import { parseDocument } from './workspace-files.ts';

/** Milliseconds of one template: read, interpreted, and looked at as provisioning does. */
const LONGEST = 2000;

const PIECES = [
  ...[
    '',
    '\n',
    ' ',
    '\t',
    ':',
    ': ',
    '- ',
    '#',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ',',
    '|',
    '>',
    '&a ',
    '*a',
    '? ',
    '%',
    '<<: ',
    '---\n',
  ],
  ...[
    '!Ref ',
    '!Sub ',
    '!If ',
    '!GetAtt ',
    '!Nope ',
    'Fn::ForEach::X: ',
    'Fn::Transform: ',
    'Fn::If: ',
    '${',
    '}',
    '\u0000',
    '\ud800',
    '\r',
  ],
  ...[
    'Resources:',
    'Properties:',
    'AWS::Serverless::Function',
    'CodeUri: ',
    'null',
    '..',
    '../../..',
    '999999999999',
    '__proto__: ',
  ],
];

const CONFIG = `{
  "name": "orders", "stackName": "orders-{environment}", "baseDir": "..",
  "defaults": {"runtime": "nodejs22.x", "assets": ["a", {"glob": "b", "to": "c"}], "loader": {".x": "text"}},
  "functions": {"CreateFunction": {"entryPoint": "src/create.ts", "name": {"logicalId": "x"}}, "B": {"archive": "x.zip"}}
}
`;

function memoryFiles(texts: Readonly<Record<string, string>>): ServiceFiles {
  const text = (path: string) => (Object.hasOwn(texts, path) ? texts[path] : undefined);
  return {
    kind: (path) => (text(path) === undefined ? undefined : 'file'),
    list: () => [],
    text,
    document: (path) => {
      const content = text(path);
      return content === undefined ? undefined : parseDocument(path, content);
    },
    toml: () => undefined,
  };
}

const edits = fc.array(
  fc.record({
    at: fc.nat(5000),
    cut: fc.oneof(fc.nat(8), fc.nat(200)),
    put: fc.constantFrom(...PIECES),
    times: fc.constantFrom(1, 1, 1, 30),
  }),
  { minLength: 1, maxLength: 6 },
);

it('reads mutated templates and configs without a throw, each problem with a place in the file', () => {
  const samples = Object.values(SAMPLES).flatMap((yaml) => [
    { path: 'svc/template.yaml', content: yaml },
    { path: 'svc/lambda.config.json', content: CONFIG },
  ]);
  let slowest = 0;
  fc.assert(
    fc.property(fc.constantFrom(...samples), edits, ({ path, content }, changes) => {
      let mutated = content;
      for (const { at, cut, put, times } of changes) {
        const from = at % (mutated.length + 1);
        mutated = mutated.slice(0, from) + put.repeat(times) + mutated.slice(from + cut);
      }
      const begun = performance.now();
      const files = memoryFiles({ [path]: mutated, 'svc/src/create.ts': '' });
      for (const folder of definitionFilesIn([path], files)) {
        const [template] = folder.templates;
        const { service } = interpretService({
          root: folder.root,
          ...(template ? { template } : {}),
          ...(folder.config === undefined ? {} : { config: folder.config }),
          providedPackages: DEFAULT_OPTIONS.providedPackages,
          files,
        });
        for (const { place } of [...service.failures, ...service.undeployable.map(({ reason }) => reason)]) {
          expect(place?.line).toBeLessThanOrEqual(mutated.split('\n').length);
          expect(place?.column).toBeGreaterThan(0);
        }
        for (const { source } of service.functions) {
          if (source.kind === 'bundle') expect(source.entryPoint).toBe('svc/src/create.ts');
        }
        if (template !== undefined) readForProvisioning(template.source.file, files);
      }
      slowest = Math.max(slowest, performance.now() - begun);
    }),
    { numRuns: 10_000 },
  );
  expect(slowest).toBeLessThan(LONGEST);
}, 600_000);

function readForProvisioning(template: string, files: ServiceFiles): void {
  const root = files.document(template)?.root;
  if (root === undefined) return;
  const scope = templateScope(root, { Stage: 'anna' });
  nameLinks(root, scope, () => undefined);
  localContent(root, template, scope, () => false);
  declaredParameters(root);
  retainedIds(root);
  templateInfrastructure(template, files.document);
}
