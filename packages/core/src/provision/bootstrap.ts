/** The stack that holds the artifact bucket of an account and region: the same for everybody who deploys there. */
import type { Failure } from '../failure.ts';
import type { StackChange } from './stack-change.ts';
import type { StackDescription } from './stack-ports.ts';

export const BOOTSTRAP_STACK = 'nx-lambda-bootstrap';
export const BOOTSTRAP_TAG = 'nx-lambda:bootstrap';

/** What goes into nx.json: laptops and CI agree on the bucket whatever the account and region. */
export const BOOTSTRAP_BUCKET = 'nx-lambda-{account}-{region}';

/**
 * Days after which an object may go. Packages are put anew where they are missing, but a stack that rolls back, or whose
 * function is made anew, still needs those of its last provision.
 */
const KEPT_DAYS = 180;

export const BOOTSTRAP_TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Description: The bucket for packages and templates of feature environments (nx-lambda)

Resources:
  Artifacts:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub 'nx-lambda-\${AWS::AccountId}-\${AWS::Region}'
      PublicAccessBlockConfiguration:
        BlockPublicAcls: true
        BlockPublicPolicy: true
        IgnorePublicAcls: true
        RestrictPublicBuckets: true
      OwnershipControls:
        Rules:
          - ObjectOwnership: BucketOwnerEnforced
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: AES256
      # Objects are named by their content, so there is one version of each: versioning stays off.
      LifecycleConfiguration:
        Rules:
          - Id: forget-what-is-old
            Status: Enabled
            ExpirationInDays: ${KEPT_DAYS}
            AbortIncompleteMultipartUpload:
              DaysAfterInitiation: 2

  ArtifactsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Artifacts
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Sid: OnlyThroughTls
            Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: [!GetAtt Artifacts.Arn, !Sub '\${Artifacts.Arn}/*']
            Condition:
              Bool:
                aws:SecureTransport: 'false'
          - Sid: OnlyInTheAccount
            Effect: Deny
            Principal: '*'
            Action: s3:*
            Resource: [!GetAtt Artifacts.Arn, !Sub '\${Artifacts.Arn}/*']
            Condition:
              StringNotEquals:
                aws:PrincipalAccount: !Ref AWS::AccountId
              # Lambda and CloudFormation read what the caller may read.
              Bool:
                aws:PrincipalIsAWSService: 'false'

Outputs:
  ArtifactBucket:
    Description: Goes into nx.json as artifactBucket
    Value: !Ref Artifacts
`;

/** Placeholders {account} and {region}. */
export function bucketName(
  pattern: string,
  { accountId, region }: { readonly accountId: string; readonly region: string },
) {
  return pattern.replaceAll('{account}', accountId).replaceAll('{region}', region);
}

/** A stack of that name which somebody else made is never changed. */
export function foreignBootstrapFailure({ name, tags }: StackDescription): Failure | undefined {
  if (tags[BOOTSTRAP_TAG] !== undefined) return undefined;
  return {
    code: 'NXL-PROVISION-NOT-BOOTSTRAP',
    message: `The stack ${name} has no tag ${BOOTSTRAP_TAG}, so it is not proven to be nx-lambda's.`,
    advice: `Rename or remove that stack, or tag it with ${BOOTSTRAP_TAG}=true once if it is.`,
  };
}

export interface BootstrapReport {
  readonly schema: 1;
  readonly command: 'bootstrap-feature';
  readonly accountId: string;
  readonly region: string;
  readonly dryRun: boolean;
  readonly stack: BootstrapStack;
  /** Name of the bucket. */
  readonly bucket: string;
  /** What to write into nx.json so that it is used; absent: it is there. */
  readonly option?: string;
  readonly duration: number;
}

export interface BootstrapStack {
  readonly stackName: string;
  readonly kind: 'created' | 'updated' | 'unchanged' | 'planned' | 'refused' | 'failed' | 'interrupted';
  readonly changes: readonly StackChange[];
  readonly failures: readonly Failure[];
}
