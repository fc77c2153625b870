/** Templates as people write them, for tests that mutate them. */
export const SAMPLES: Readonly<Record<string, string>> = {
  'short tags': `AWSTemplateFormatVersion: '2010-09-09'
Description: Orders
Parameters:
  Stage: { Type: String, Default: dev, AllowedValues: [dev, prod], ConstraintDescription: dev or prod }
  Size: { Type: Number, Default: 3, MinValue: 1, MaxValue: 10 }
  Names: { Type: CommaDelimitedList, Default: 'a, b' }
Mappings:
  Sizes:
    dev: { Memory: 128 }
    prod: { Memory: 1024 }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Either: !Or [!Condition IsProd, !Not [!Condition IsProd]]
  Both: !And [!Condition IsProd, !Condition Either]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: &trust
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: 'sts:AssumeRole' }]
  Create:
    Type: AWS::Lambda::Function
    DependsOn: [Queue]
    Properties:
      FunctionName: !Sub '\${AWS::StackName}-create'
      Runtime: nodejs22.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      MemorySize: !FindInMap [Sizes, !Ref Stage, Memory]
      Code:
        ZipFile: |
          exports.handler = async () => 1;
      Environment:
        Variables:
          QUEUE: !If [IsProd, !Ref Queue, !Ref AWS::NoValue]
          JOINED: !Join ['-', [!Ref AWS::Region, !Select [1, !Split [',', 'x,y,z']]]]
          TEXT: !Sub ['\${Own}/\${Queue.Arn}/\${!Literal}', { Own: !Base64 text }]
  Queue: { Type: AWS::SQS::Queue, DeletionPolicy: Retain }
  Rule: { Type: AWS::Events::Rule, Condition: Either, Properties: { Tags: !Cidr ['10.0.0.0/16', 4, 8] } }
Outputs:
  Arn: { Value: !GetAtt Create.Arn, Export: { Name: !Sub '\${AWS::StackName}:arn' } }
  Zone: { Condition: Either, Value: !Select [0, !GetAZs ''] }
`,
  JSON: JSON.stringify({
    Parameters: { Stage: { Type: 'String', Default: 'dev', AllowedPattern: '[a-z]+', MaxLength: 5, NoEcho: true } },
    Conditions: { Dev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] } },
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Condition: 'Dev', Properties: { TopicName: { 'Fn::Sub': 't-${Stage}' } } },
      Table: { Type: 'AWS::DynamoDB::Table', UpdateReplacePolicy: 'Snapshot', Properties: { KeySchema: [] } },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: '{{resolve:ssm:/nowhere:1}}' } },
    },
    Outputs: { Name: { Value: { 'Fn::GetAtt': ['Table', 'Arn'] }, Description: 'The table' } },
  }),
  loops: `Transform: AWS::LanguageExtensions
Parameters: { Names: { Type: CommaDelimitedList, Default: 'a,b,c' } }
Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - Queue\${Name}:
        Type: AWS::SQS::Queue
        Properties: { DelaySeconds: !Length [1, 2], Policy: !ToJsonString { a: \${Name} } }
`,
  SAM: `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Runtime: nodejs22.x, Timeout: 5 } }
Resources:
  Create:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      InlineCode: exports.handler = async () => 1;
      Policies: [{ DynamoDBCrudPolicy: { TableName: !Ref Table } }]
      Events: { Every: { Type: Schedule, Properties: { Schedule: rate(1 hour) } } }
  Table: { Type: AWS::Serverless::SimpleTable }
`,
};
