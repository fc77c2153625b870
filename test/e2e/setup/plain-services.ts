/**
 * Four services of plain CloudFormation resources whose stacks need one another, in a workspace of their own: what
 * implementations of CloudFormation without SAM's transform can carry out. None imports: moto knows
 * no exports of stacks that change sets made.
 */
import { rm } from 'node:fs/promises';
import { createWorkspace, type SampleWorkspace } from '../../../tools/sample/workspace.ts';
import { addInstallation, environmentOf, newHome } from './shop.ts';

const NETWORK = `
Resources:
  Bus: { Type: AWS::SNS::Topic }
Outputs:
  Bus: { Value: !Ref Bus }
`;

const AUTH = `
Resources:
  Users:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: !Sub "/\${AWS::StackName}/users", Value: users }
`;

const ORDERS = `
Parameters:
  Stage: { Type: String }
  Users: { Type: "AWS::SSM::Parameter::Value<String>" }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      Tags:
        - { Key: stage, Value: !Ref Stage }
        - { Key: users, Value: !Ref Users }
`;

const REPORTS = `
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }]
  Daily:
    Type: AWS::Lambda::Function
    Properties: { Code: src, Handler: daily.handler, Runtime: nodejs20.x, Role: !GetAtt Role.Arn }
`;

const FILES = {
  'nx.json': '{ "analytics": false, "defaultBase": "main" }\n',
  '.gitignore': 'node_modules\ndist\n.nx\n',
  'tsconfig.base.json': '{ "compilerOptions": {} }\n',
  'services/network/template.yaml': NETWORK,
  'services/auth/template.yaml': AUTH,
  'services/orders/template.yaml': ORDERS,
  'services/orders/lambda.config.json': '{ "dependsOn": ["network"] }\n',
  'services/reports/template.yaml': REPORTS,
  'services/reports/lambda.config.json': '{ "dependsOn": ["orders"] }\n',
  'services/reports/src/daily.ts': 'export const handler = async () => ({ sold: 1 });\n',
} as const;

const OPTIONS = {
  artifactBucket: 'artifacts',
  parameters: { Stage: '{environment}', Users: '/auth-{environment}/users' },
} as const;

/** The workspace, whose commands reach AWS at the endpoint. */
export async function startPlainServices(name: string, endpoint: string): Promise<SampleWorkspace> {
  const home = await newHome();
  const workspace = await createWorkspace(name, environmentOf(endpoint, home));
  for (const [path, text] of Object.entries(FILES)) await workspace.write(path, text);
  await addInstallation(workspace, OPTIONS);
  await workspace.git('init', '--quiet', '--initial-branch=main');
  await workspace.git('add', '--all');
  await workspace.git('commit', '--quiet', '--message=Four services');
  return {
    ...workspace,
    async remove() {
      await workspace.remove();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
