/** What a change set would do to a stack, as the plan that a person approves. */
import type { Failure } from '../failure.ts';

/** One entry of DescribeChangeSet, in CloudFormation's own words. */
export interface ChangeSetEntry {
  readonly action: string;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  /** `True`, `False` or `Conditional`. */
  readonly replacement?: string;
  /** What becomes of the old resource, e.g. `ReplaceAndRetain`. */
  readonly policyAction?: string;
  /** The properties and attributes that change, e.g. `Properties.KeySchema`. */
  readonly causes: readonly string[];
}

export interface StackChange {
  readonly kind: 'add' | 'change' | 'replace' | 'remove' | 'import';
  /** Replacement depends on a value that is known only during the deployment. */
  readonly possibly: boolean;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly causes: readonly string[];
  /** The resource holds data that goes with it. */
  readonly losesData: boolean;
}

/** Resources that hold what no deployment brings back. */
const STATEFUL_TYPES: readonly string[] = [
  ...['DynamoDB::Table', 'DynamoDB::GlobalTable', 'Serverless::SimpleTable', 'S3::Bucket', 'SQS::Queue'],
  ...['Cognito::UserPool', 'Cognito::IdentityPool', 'RDS::DBInstance', 'RDS::DBCluster', 'EFS::FileSystem'],
  ...['Kinesis::Stream', 'SecretsManager::Secret', 'KMS::Key', 'Logs::LogGroup', 'ElastiCache::ReplicationGroup'],
  ...['ElastiCache::CacheCluster', 'OpenSearchService::Domain', 'Elasticsearch::Domain', 'DocDB::DBCluster'],
  ...['Neptune::DBCluster', 'Redshift::Cluster', 'MSK::Cluster', 'Timestream::Table', 'EC2::Volume'],
  ...['S3Tables::TableBucket', 'S3Express::DirectoryBucket', 'DSQL::Cluster', 'Events::Archive'],
].map((name) => `AWS::${name}`);

export function isStateful(type: string): boolean {
  return STATEFUL_TYPES.includes(type);
}

export function stackChange(entry: ChangeSetEntry): StackChange {
  const { action, replacement, logicalId, physicalId, type, causes, policyAction } = entry;
  const kind = kindOf(action, replacement);
  const keeps = policyAction !== undefined && /Retain|Snapshot/.test(policyAction);
  return {
    kind,
    possibly: action === 'Dynamic' || (kind === 'replace' && replacement === 'Conditional'),
    logicalId,
    ...(physicalId === undefined ? {} : { physicalId }),
    type,
    causes,
    losesData: (kind === 'replace' || kind === 'remove') && isStateful(type) && !keeps,
  };
}

function kindOf(action: string, replacement: string | undefined): StackChange['kind'] {
  if (action === 'Add') return 'add';
  if (action === 'Remove') return 'remove';
  if (action === 'Import') return 'import';
  return replacement === 'True' || replacement === 'Conditional' ? 'replace' : 'change';
}

/** Without `--allow-replacement`, no resource that holds data is replaced or removed. */
export function replacementFailures(stackName: string, changes: readonly StackChange[]): readonly Failure[] {
  return changes
    .filter(({ losesData }) => losesData)
    .map(({ logicalId, type, kind, possibly, causes }): Failure => {
      const verb = kind === 'remove' ? 'be removed' : 'be replaced by a new, empty one';
      const why = kind === 'remove' || causes.length === 0 ? '' : `, because ${causes.join(', ')} would change`;
      return {
        code: 'NXL-PROVISION-REPLACEMENT',
        message: `${logicalId} (${type}) of ${stackName} ${possibly ? 'might' : 'would'} ${verb}${why}: its data would be lost.`,
        advice:
          'Take the change back, keep the data with DeletionPolicy and UpdateReplacePolicy: Retain, or pass --allow-replacement if the data may go.',
      };
    });
}

/** Losses first, then replacements, removals, changes and additions; by logical id within each. */
export function orderedChanges(changes: readonly StackChange[]): readonly StackChange[] {
  const rank = { replace: 1, remove: 2, import: 3, change: 4, add: 5 };
  const weight = (change: StackChange) => (change.losesData ? 0 : rank[change.kind]);
  return changes.toSorted((a, b) => weight(a) - weight(b) || (a.logicalId < b.logicalId ? -1 : 1));
}
