/** The shop's four services with stacks that need one another: by an export, by an SSM parameter, and by what a file says. */
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

const SAM = 'AWSTemplateFormatVersion: "2010-09-09"\nTransform: AWS::Serverless-2016-10-31\n';

const CATALOG = `${SAM}
Resources:
  ListProducts:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: src, Handler: list.handler, Runtime: nodejs20.x }
  Products:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: sku, AttributeType: S }]
      KeySchema: [{ AttributeName: sku, KeyType: HASH }]
Outputs:
  Products: { Value: !Ref Products, Export: { Name: !Sub "\${AWS::StackName}-products" } }
`;

const PAYMENTS = `${SAM}
Resources:
  ChargeCard:
    Type: AWS::Serverless::Function
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [src/charge.ts] } }
    Properties: { CodeUri: ./, Handler: src/charge.handler, Runtime: nodejs22.x }
  Charges: { Type: AWS::SNS::Topic }
  ChargesName:
    Type: AWS::SSM::Parameter
    Properties: { Type: String, Name: !Sub "/\${AWS::StackName}/charges", Value: !GetAtt Charges.TopicName }
`;

const ORDERS = `${SAM}
Parameters:
  Stage: { Type: String }
Globals:
  Function: { Runtime: nodejs20.x, CodeUri: ./ }
Resources:
  CreateOrder:
    Type: AWS::Serverless::Function
    Properties:
      Handler: src/create.handler
      Environment:
        Variables:
          PRODUCTS: !ImportValue { "Fn::Sub": "catalog-\${Stage}-products" }
          CHARGES: !Sub "{{resolve:ssm:/payments-\${Stage}/charges}}"
      Events:
        Post: { Type: HttpApi, Properties: { Method: POST, Path: /orders } }
  GetOrder:
    Type: AWS::Serverless::Function
    Properties: { Handler: src/get.handler }
  CancelOrder:
    Type: AWS::Serverless::Function
    Properties: { Handler: src/cancel.handler }
Outputs:
  Function: { Value: !GetAtt CreateOrder.Arn }
`;

export const LINKED_FILES = {
  'services/catalog/template.yaml': CATALOG,
  'services/payments/template.yaml': PAYMENTS,
  'services/orders/template.yaml': ORDERS,
  'services/reports/lambda.config.json': '{ "dependsOn": ["orders"] }\n',
} as const;

/** The services as they are made, each after those that it needs. */
export const LINKS = [
  ['orders', 'catalog'],
  ['orders', 'payments'],
  ['reports', 'orders'],
] as const;

/** When the stack was made, in milliseconds since 1970: from its first event to its last. */
export async function makingOf(client: CloudFormationClient, stackName: string): Promise<readonly [number, number]> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }));
  const times = StackEvents.map(({ Timestamp }) => Timestamp?.getTime() ?? 0);
  return [Math.min(...times), Math.max(...times)];
}

/** Names of the stacks that are there, sorted. */
export async function stackNames(client: CloudFormationClient): Promise<readonly string[]> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  return Stacks.map(({ StackName = '' }) => StackName).sort();
}
