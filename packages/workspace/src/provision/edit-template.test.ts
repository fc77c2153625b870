import {
  applyEdits,
  localContent,
  locationEdit,
  locationText,
  type ParsedDocument,
  type TemplateNode,
  templateScope,
} from '@nx-lambda/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../service/workspace-files.ts';

const store = { bucket: 'artifacts', region: 'eu-central-1' };

/** The template with everything local replaced, read again; and its text. */
function edited(file: string, text: string, built: readonly string[] = []) {
  const document = parseDocument(file, text);
  const root = rootOf(document);
  const { references, failures } = localContent(root, file, templateScope(root), (id) => built.includes(id));
  const edits = references.map((reference) => {
    const key = reference.content === 'function' ? `fn-${reference.logicalId}.zip` : (reference.path ?? '');
    return locationEdit(reference, locationText(reference.form, { ...store, key }));
  });
  const result = applyEdits(document.source, edits);
  return { result, failures, references, text: result.ok ? result.value : '' };
}

function rootOf(document: ParsedDocument): TemplateNode {
  if (document.root === undefined) throw new Error(JSON.stringify(document.failures));
  return document.root;
}

function plain(node: TemplateNode): unknown {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

function read(text: string, file = 't.yaml') {
  const document = parseDocument(file, text);
  expect(document.failures).toEqual([]);
  return plain(rootOf(document)) as { Resources: Record<string, { Properties: Record<string, unknown> }> };
}

const code = (id: string) => ({ Bucket: 'artifacts', Key: `fn-${id}.zip` });

describe('a function gets its artifact', () => {
  test.each<[string, string]>([
    [
      'in place of a path',
      'Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: src/ # here\n      Handler: a.b\n',
    ],
    [
      'in place of a map',
      'Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri:\n        Bucket: x\n        Key: y\n      Handler: a.b\n',
    ],
    [
      'where it says nothing',
      'Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n',
    ],
    ['in a flow map', 'Resources: { A: { Type: AWS::Serverless::Function, Properties: { Handler: a.b } } }\n'],
    [
      'in a flow map with a path',
      'Resources: { A: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: a.b } } }\n',
    ],
    [
      'after a short tag',
      'Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: !Sub "src/${AWS::Region}"\n      Handler: a.b\n',
    ],
    [
      'in a multi-line text',
      'Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: >-\n        src/\n      Handler: a.b\n',
    ],
    [
      'with Windows line ends',
      'Resources:\r\n  A:\r\n    Type: AWS::Serverless::Function\r\n    Properties:\r\n      CodeUri: src/\r\n      Handler: a.b\r\n',
    ],
    [
      'in JSON',
      '{"Resources": {"A": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "src", "Handler": "a.b"}}}}',
    ],
    [
      'in JSON where it says nothing',
      '{"Resources": {"A": {"Type": "AWS::Serverless::Function", "Properties": {\n  "Handler": "a.b"}}}}',
    ],
    ['in an empty map', 'Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties: {}\n'],
    [
      'where Globals say it',
      'Globals:\n  Function:\n    CodeUri: src/\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: a.b\n',
    ],
  ])('%s', (_, text) => {
    const { result, text: after } = edited('t.yaml', text, ['A']);
    expect(result.ok).toBe(true);
    expect(read(after).Resources.A?.Properties).toMatchObject({ CodeUri: code('A') });
    const handler = read(text).Resources.A?.Properties.Handler;
    expect(read(after).Resources.A?.Properties.Handler).toBe(handler);
  });

  test('and all else stays as it was written', () => {
    const text =
      '# orders\nResources:\n  A:\n    Type: AWS::Lambda::Function # why\n    Properties:\n      Code: src/\n      Role:   !GetAtt R.Arn\n';
    const { text: after } = edited('t.yaml', text, ['A']);
    expect(after).toBe(text.replace('Code: src/', 'Code: {"S3Bucket":"artifacts","S3Key":"fn-A.zip"}'));
  });

  test('each its own, though a merge key brings the same path to both', () => {
    const text =
      'X: &common\n  CodeUri: src/\n  Handler: a.b\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      <<: *common\n  B:\n    Type: AWS::Serverless::Function\n    Properties:\n      <<: *common\n      Timeout: 3\n';
    const { text: after, result } = edited('t.yaml', text, ['A', 'B']);
    expect(result.ok).toBe(true);
    expect(read(after).Resources.A?.Properties).toMatchObject({ CodeUri: code('A'), Handler: 'a.b' });
    expect(read(after).Resources.B?.Properties).toMatchObject({ CodeUri: code('B'), Timeout: '3' });
  });

  test('or is told that it shares its properties with another', () => {
    const text =
      'X: &common\n  CodeUri: src/\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties: *common\n  B:\n    Type: AWS::Serverless::Function\n    Properties: *common\n';
    const { result } = edited('t.yaml', text, ['A', 'B']);
    expect(result.ok ? '' : result.failures[0].code).toBe('NXL-PROVISION-SHARED-VALUE');
  });
});

test('files of other resources are found, what lies elsewhere is left alone', () => {
  const text = `Parameters:
  Machine: { Type: String, Default: machines/order.asl.json }
Resources:
  Api: { Type: AWS::Serverless::HttpApi, Properties: { DefinitionUri: ./api.yaml } }
  Flow: { Type: AWS::Serverless::StateMachine, Properties: { DefinitionUri: !Ref Machine } }
  Job: { Type: AWS::Glue::Job, Properties: { Command: { ScriptLocation: jobs/a.py } } }
  Child: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: child.yaml } }
  Far: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://example.com/t.yaml } }
  Done: { Type: AWS::Serverless::Api, Properties: { DefinitionUri: { Bucket: b, Key: k } } }
  Out: { Type: AWS::Serverless::Api, Properties: { DefinitionUri: ../../../etc/passwd } }
`;
  const { references, failures, text: after } = edited('services/orders/t.yaml', text);
  expect(references.map(({ logicalId, path }) => [logicalId, path])).toEqual([
    ['Api', 'services/orders/api.yaml'],
    ['Flow', 'services/orders/machines/order.asl.json'],
    ['Job', 'services/orders/jobs/a.py'],
    ['Child', 'services/orders/child.yaml'],
  ]);
  expect(failures.map(({ code: id }) => id)).toEqual(['NXL-PROVISION-PATH']);
  const { Resources } = read(after);
  expect(Resources.Flow?.Properties.DefinitionUri).toEqual({
    Bucket: 'artifacts',
    Key: 'services/orders/machines/order.asl.json',
  });
  expect(Resources.Job?.Properties.Command).toEqual({ ScriptLocation: 's3://artifacts/services/orders/jobs/a.py' });
  expect(Resources.Child?.Properties.TemplateURL).toBe(
    'https://s3.eu-central-1.amazonaws.com/artifacts/services/orders/child.yaml',
  );
});

test('whatever a template looks like, exactly the code is exchanged', () => {
  const style = fc.constantFrom('block', 'flow', 'json');
  const functions = fc.array(
    fc.record({ path: fc.option(fc.constantFrom('src', './a b', "it's", 'x: y')), timeout: fc.boolean() }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(style, functions, (how, given) => {
      const resources = given.map(({ path, timeout }, index) => ({
        id: `F${index}`,
        properties: {
          ...(timeout ? { Timeout: '3' } : {}),
          ...(path === null ? {} : { CodeUri: path }),
          Handler: 'a.b',
        },
      }));
      const text =
        how === 'block'
          ? `Resources:\n${resources
              .map(
                ({ id, properties }) =>
                  `  ${id}:\n    Type: AWS::Serverless::Function\n    Properties:\n${Object.entries(properties)
                    .map(([key, value]) => `      ${key}: ${JSON.stringify(value)}\n`)
                    .join('')}`,
              )
              .join('')}`
          : JSON.stringify(
              {
                Resources: Object.fromEntries(
                  resources.map(({ id, properties }) => [
                    id,
                    { Type: 'AWS::Serverless::Function', Properties: properties },
                  ]),
                ),
              },
              null,
              how === 'json' ? 2 : 0,
            );
      const { text: after } = edited(
        't.yaml',
        text,
        resources.map(({ id }) => id),
      );
      const expected = read(text);
      for (const { id } of resources) Object.assign(expected.Resources[id]?.Properties ?? {}, { CodeUri: code(id) });
      expect(read(after)).toEqual(expected);
    }),
  );
});
