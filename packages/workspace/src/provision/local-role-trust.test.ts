import { applyEdits, type TrustStatement, templateScope, trustEdits, valueEdit } from '@nx-lambda/core';
import { describe, expect, test } from 'vitest';
import { parseDocument } from '../service/workspace-files.ts';

const OURS: TrustStatement = {
  Sid: 'NxLambdaLocalRole',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::123456789012:user/anna' },
  Action: 'sts:AssumeRole',
};
const LAMBDA = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };

function rootOf(text: string) {
  const { root, source, failures } = parseDocument('t.yaml', text);
  if (root === undefined || failures.length > 0) throw new Error(JSON.stringify(failures));
  return { root, source };
}

/** The trust policy of a resource after the edits; undefined: it has none. */
function trusted(text: string, logicalId = 'A') {
  const { root, source } = rootOf(text);
  const { edits, unreachable } = trustEdits(root, templateScope(root), OURS);
  const edited = applyEdits(
    source,
    edits.map(({ edit }) => edit),
  );
  if (!edited.ok) throw new Error(edited.failures[0].message);
  const policy = policyOf(rootOf(edited.value).root, logicalId);
  return { text: edited.value, unreachable, policy };
}

function policyOf(node: unknown, logicalId: string): unknown {
  const plain = (value: ReturnType<typeof rootOf>['root']): unknown => {
    if (value.kind === 'scalar') return value.text;
    if (value.kind === 'list') return value.items.map(plain);
    return Object.fromEntries(value.entries.map(({ key, value: inner }) => [key.text, plain(inner)]));
  };
  const template = plain(node as ReturnType<typeof rootOf>['root']) as {
    readonly Resources: Record<string, { readonly Properties: Record<string, unknown> }>;
  };
  return template.Resources[logicalId]?.Properties['AssumeRolePolicyDocument'];
}

const sam = (properties: string, head = '') =>
  `${head}Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n${properties}`;

describe('a role that SAM makes', () => {
  test.each([
    ['a block', sam('      Handler: a.b\n      Runtime: nodejs22.x\n')],
    ['one line', 'Resources: { A: { Type: AWS::Serverless::Function, Properties: { Handler: a.b } } }\n'],
    ['JSON', '{"Resources": {"A": {"Type": "AWS::Serverless::Function", "Properties": {"Handler": "a.b"}}}}'],
    ['no properties of its own', 'Resources: { A: { Type: AWS::Serverless::Function, Properties: {} } }\n'],
  ])('trusts Lambda and the owner: %s', (_, text) => {
    expect(trusted(text).policy).toEqual({ Version: '2012-10-17', Statement: [LAMBDA, OURS] });
  });

  test('keeps the statements that the function has, whatever they are written like', () => {
    const own = `      AssumeRolePolicyDocument:
        Version: '2012-10-17' # since ever
        Statement:
          - Effect: Allow
            Principal: { Service: !Sub 'lambda.\${AWS::URLSuffix}' }
            Action: ['sts:AssumeRole']
      Handler: a.b
`;
    const { policy, text } = trusted(sam(own));
    const kept = {
      Effect: 'Allow',
      Principal: { Service: { 'Fn::Sub': `lambda.\${AWS::URLSuffix}` } },
      Action: ['sts:AssumeRole'],
    };
    expect(policy).toEqual({ Version: '2012-10-17', Statement: [kept, OURS] });
    expect(text).toContain('      Handler: a.b\n');
  });

  test('gets no second statement where the template has ours', () => {
    const text = sam(`      AssumeRolePolicyDocument: { Statement: [{ Sid: NxLambdaLocalRole, Effect: Allow }] }\n`);
    expect(trusted(text)).toMatchObject({ text, unreachable: [] });
  });

  test('has ours beside those of the globals, which SAM adds up', () => {
    const globals = (statement: string) =>
      `Globals: { Function: { AssumeRolePolicyDocument: { Statement: ${statement} } } }\n`;
    const one = '{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }';
    expect(trusted(sam('      Handler: a.b\n', globals(`[${one}]`))).policy).toEqual({ Statement: [OURS] });
    expect(trusted(sam('      Handler: a.b\n', globals(one))).unreachable).toEqual(['A']);
  });
});

describe('a role of the template', () => {
  const withRole = (role: string, policy: string) => `Resources:
  A: { Type: AWS::Lambda::Function, Properties: { Role: ${role} } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: ${policy}
`;
  const one = '{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: "sts:AssumeRole" }';

  test.each(['!GetAtt Role.Arn', '!GetAtt [Role, Arn]', "!Sub '${Role.Arn}'", '!If [Own, !GetAtt Role.Arn, x]'])(
    'named as %s trusts the owner too',
    (role) => {
      const text = `Conditions: { Own: !Equals [a, a] }\n${withRole(role, `{ Statement: [${one}] }`)}`;
      expect(trusted(text, 'Role')).toMatchObject({ policy: { Statement: [LAMBDA, OURS] }, unreachable: [] });
    },
  );

  test('with a single statement has two then', () => {
    const { policy } = trusted(withRole('!GetAtt Role.Arn', `{ Statement: ${one} }`), 'Role');
    expect(policy).toEqual({ Statement: [LAMBDA, OURS] });
  });

  test('that two functions share is changed once', () => {
    const text = `${withRole('!GetAtt Role.Arn', `{ Statement: [${one}] }`)}  B: { Type: AWS::Serverless::Function, Properties: { Role: !GetAtt Role.Arn } }\n`;
    expect(trusted(text, 'Role').policy).toEqual({ Statement: [LAMBDA, OURS] });
  });

  test.each([
    ['elsewhere', 'arn:aws:iam::123456789012:role/shared', `{ Statement: [${one}] }`],
    ['of a parameter', '!Ref RoleArn', `{ Statement: [${one}] }`],
    ['whose policy is known only to AWS', '!GetAtt Role.Arn', '!FindInMap [a, b, c]'],
  ])('%s is left alone and told', (_, role, policy) => {
    const text = withRole(role, policy);
    expect(trusted(text)).toMatchObject({ text, unreachable: ['A'] });
  });
});

test('other keys that are added at the same place stay', () => {
  for (const text of [sam('      Handler: a.b\n'), sam('      {}\n'), sam('      { Handler: a.b }\n')]) {
    const { root, source } = rootOf(text);
    const properties = root.kind === 'map' ? trustEdits(root, templateScope(root), OURS) : undefined;
    const [first] = properties?.edits ?? [];
    if (first === undefined) throw new Error('there is an edit');
    const entry = propertiesOf(root);
    const code = valueEdit(entry, 'CodeUri', undefined, '"s3://a/b"');
    for (const edits of [
      [first.edit, code],
      [code, first.edit, code],
    ]) {
      const edited = applyEdits(source, edits);
      const again = rootOf(edited.ok ? edited.value : '{}').root;
      expect(propertiesOf(again).entries.map(({ key }) => key.text)).toEqual(
        expect.arrayContaining(['CodeUri', 'AssumeRolePolicyDocument']),
      );
    }
    expect(applyEdits(source, [code, valueEdit(entry, 'CodeUri', undefined, '"s3://c/d"')]).ok).toBe(false);
  }
});

function propertiesOf(root: ReturnType<typeof rootOf>['root']) {
  let node = root;
  for (const step of ['Resources', 'A', 'Properties']) {
    const next = node.kind === 'map' ? node.entries.find(({ key }) => key.text === step)?.value : undefined;
    if (next === undefined) throw new Error(`no ${step}`);
    node = next;
  }
  if (node.kind !== 'map') throw new Error('no map');
  return node;
}
