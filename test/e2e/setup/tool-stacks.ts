/**
 * Puts what other tools packaged (test/e2e/fixtures/other-tools) into the stand-in as those tools do: code to the place
 * that the template names, then the template through CloudFormation.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';

export const OTHER_TOOLS = fileURLToPath(new URL('../fixtures/other-tools', import.meta.url));

const REGION = 'us-east-1';
const ASSETS = `cdk-hnb659fds-assets-123456789012-${REGION}`;

const PACKAGED = join(OTHER_TOOLS, 'serverless/packaged');
const FIRST_CODE = new TextEncoder().encode("exports.handler = async () => 'made by another tool';\n");

interface Packaged {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: { readonly Code?: { readonly S3Key: string } } }>
  >;
}

export class ToolStacks {
  private readonly settings: object;
  private readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint;
    this.settings = {
      endpoint,
      region: REGION,
      credentials: { accessKeyId: 'ann', secretAccessKey: 'secret' },
      forcePathStyle: true,
    };
  }

  /** As far as a deployment needs `cdk bootstrap`. */
  async bootstrapCdk(): Promise<void> {
    await this.putParameter('/cdk-bootstrap/hnb659fds/version', '30');
    await this.s3().send(new CreateBucketCommand({ Bucket: ASSETS }));
  }

  /** `cdk bootstrap` and `cdk deploy`. */
  async deployCdk(): Promise<void> {
    await this.bootstrapCdk();
    const template = fixture('cdk/cdk.out/Stock.template.json');
    await this.putCode(ASSETS, template, () => zipSync({ 'index.js': FIRST_CODE }, { mtime: '1980-01-01T00:00:00' }));
    const tags = [{ Key: 'nx-lambda:environment', Value: 'ann' }];
    await this.cloudFormation().send(
      new CreateStackCommand({
        StackName: 'stock-ann',
        TemplateBody: template,
        Tags: tags,
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    await this.expectStatus('stock-ann', 'CREATE_COMPLETE');
  }

  /** `osls deploy --stage ann`: the bucket first, then everything. */
  async deployServerless(): Promise<void> {
    const stack = { StackName: 'billing-ann', Capabilities: ['CAPABILITY_NAMED_IAM' as const] };
    const first = fixture('serverless/packaged/cloudformation-template-create-stack.json');
    await this.cloudFormation().send(new CreateStackCommand({ ...stack, TemplateBody: first }));
    const found = await this.cloudFormation().send(
      new DescribeStackResourceCommand({
        StackName: stack.StackName,
        LogicalResourceId: 'ServerlessDeploymentBucket',
      }),
    );
    const bucket = found.StackResourceDetail?.PhysicalResourceId;
    if (bucket === undefined) throw new Error('The framework has no bucket');
    const template = fixture('serverless/packaged/cloudformation-template-update-stack.json');
    // The template has versions of this very code.
    await this.putCode(bucket, template, (key) => readFileSync(join(PACKAGED, basename(key))));
    await this.cloudFormation().send(new UpdateStackCommand({ ...stack, TemplateBody: template }));
    await this.expectStatus(stack.StackName, 'UPDATE_COMPLETE');
  }

  /** What `terraform apply -var environment=ann` creates. */
  async deployTerraform(): Promise<void> {
    const functions = [
      { name: 'mail-ann-send', module: 'mail' },
      { name: 'mail-ann-digest-5be21f0c', module: 'digest' },
      { name: 'clever-fox', module: 'bounce', tags: { Service: 'mail', Function: 'bounce' } },
    ];
    const lambda = new LambdaClient(this.settings);
    for (const { name, module, tags } of functions) {
      const ZipFile = zipSync({ [`${module}.js`]: FIRST_CODE }, { mtime: '1980-01-01T00:00:00' });
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: 'nodejs20.x',
          Handler: `${module}.handler`,
          Role: 'arn:aws:iam::123456789012:role/mail-ann',
          Code: { ZipFile },
          Tags: { 'nx-lambda:environment': 'ann', ...tags },
        }),
      );
    }
  }

  /** At each key that a function of the template names. */
  private async putCode(bucket: string, template: string, codeOf: (key: string) => Uint8Array): Promise<void> {
    const { Resources }: Packaged = JSON.parse(template);
    for (const { Properties } of Object.values(Resources)) {
      const Key = Properties?.Code?.S3Key;
      if (Key === undefined) continue;
      await this.s3().send(new PutObjectCommand({ Bucket: bucket, Key, Body: codeOf(Key) }));
    }
  }

  private async expectStatus(StackName: string, status: string): Promise<void> {
    const { Stacks } = await this.cloudFormation().send(new DescribeStacksCommand({ StackName }));
    const [stack] = Stacks ?? [];
    if (stack?.StackStatus !== status)
      throw new Error(`${StackName}: ${stack?.StackStatus} ${stack?.StackStatusReason}`);
  }

  private async putParameter(Name: string, Value: string): Promise<void> {
    const answer = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonSSM.PutParameter',
        authorization: `AWS4-HMAC-SHA256 Credential=ann/20260101/${REGION}/ssm/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ Name, Value, Type: 'String' }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  private s3(): S3Client {
    return new S3Client(this.settings);
  }

  private cloudFormation(): CloudFormationClient {
    return new CloudFormationClient(this.settings);
  }
}

function fixture(path: string): string {
  return readFileSync(join(OTHER_TOOLS, path), 'utf8');
}
