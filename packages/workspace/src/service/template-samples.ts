/** Templates as people write them, for the tests of both YAML readers. */
export const SAMPLES: Readonly<Record<string, string>> = {
  'a SAM template': `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Description: >
  The orders service
  of the shop.

# Parameters of every stack
Parameters:
  Stage: { Type: String, Default: dev }
  Empty:
    Type: String
    Default: ""
Globals:
  Function:
    Runtime: nodejs22.x # managed
    Timeout: 10
    Environment:
      Variables:
        TABLE: !Ref Table
        URL: https://example.com/a#b
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  CreateFunction:
    Type: AWS::Serverless::Function
    Metadata:
      BuildMethod: esbuild
      BuildProperties:
        Minify: true
        EntryPoints:
        - src/create.ts
        Loader:
          - .png=file
    Properties:
      FunctionName: !Sub '\${AWS::StackName}-create'
      CodeUri: .
      Handler: src/create.handler
      Policies:
        - DynamoDBCrudPolicy:
            TableName: !Ref Table
        - Statement:
            - Effect: Allow
              Action: ["s3:GetObject", 's3:PutObject']
              Resource: '*'
      Events:
        Api:
          Type: HttpApi
          Properties: { Path: /orders, Method: get }
`,
  'long functions and nested tags': `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Condition: IsProd
    Properties:
      FunctionName: !Join
        - '-'
        - - orders
          - !Ref Stage
      Code:
        Fn::If: [IsProd, {S3Bucket: b, S3Key: k}, !Ref "AWS::NoValue"]
      Role: !GetAtt Role.Arn
      Tags:
        - Key: a
          Value: 'it''s'
        -
          Key: b
          Value: "x \\"y\\""
      Timeout:
      MemorySize: 128
Outputs:
  Arn:
    Value:
      Fn::Sub: |-
        arn:aws:\${AWS::Region}
        two
`,
  'a document marker and comments': `---
# top
Resources:

  # a function
  Fn: # its name
    Type: "AWS::Serverless::Function"
    'Properties':
      InlineCode: |
        exports.handler = async () => {
          return 1;
        };

        // done: # no comment

      Handler: index.handler
`,
};
