/** The transform finds the partition from the region's name. */
const PARTITIONS: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-iso-': 'aws-iso',
  'us-isob': 'aws-iso-b',
  'us-gov': 'aws-us-gov',
  'eu-isoe': 'aws-iso-e',
  'us-isof': 'aws-iso-f',
  'eusc-': 'aws-eusc',
};

export function partitionOf(region: string): string {
  const found = Object.entries(PARTITIONS).find(([prefix]) => region.toLowerCase().startsWith(prefix));
  return found?.[1] ?? 'aws';
}

/** `arn:<partition>:<service>:${AWS::Region}:${AWS::AccountId}:<resource>`, for an `Fn::Sub`. */
export function subArn(partition: string, service: string, resource: string): string {
  return `arn:${partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
}

export function managedPolicyArn(partition: string, name: string): string {
  return `arn:${partition}:iam::aws:policy/${name}`;
}

/** The policy for X-Ray is named otherwise outside of the standard partition. */
export function xrayPolicy(partition: string): string {
  return partition === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess';
}
