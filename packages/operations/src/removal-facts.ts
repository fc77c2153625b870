/** Reads all that is to be known of a stack before it may be removed; changes nothing. */
import {
  type OwnedResource,
  type RemovalFacts,
  type RemovalPorts,
  type Result,
  retainedIds,
  type StackDescription,
  success,
} from '@nx-lambda/core';

const NESTED = 'AWS::CloudFormation::Stack';
const BUCKET = 'AWS::S3::Bucket';

export async function readRemovalFacts(
  stack: StackDescription,
  accountId: string,
  ports: RemovalPorts,
  signal: AbortSignal | undefined,
): Promise<Result<RemovalFacts>> {
  const content = await ownedResources(stack.id, '', ports, signal);
  if (!content.ok) return content;
  const { resources, retained } = content.value;
  const kept = new Set(retained);
  const filledBuckets: string[] = [];
  for (const { physicalId } of resources.filter((each) => each.type === BUCKET && !kept.has(each))) {
    const empty = await ports.buckets.isEmpty(physicalId, accountId, signal);
    if (!empty.ok) return empty;
    if (empty.value === false) filledBuckets.push(physicalId);
  }
  const exports = stack.outputs.flatMap(({ exportName }) => exportName ?? []);
  const importers = await ports.stacks.importers(exports, signal);
  if (!importers.ok) return importers;
  return success({ stack, resources, retained, filledBuckets, importers: importers.value });
}

interface StackContent {
  readonly resources: readonly OwnedResource[];
  readonly retained: readonly OwnedResource[];
}

/** Of a nested stack that stays, everything stays. */
async function ownedResources(
  stack: string,
  prefix: string,
  ports: RemovalPorts,
  signal: AbortSignal | undefined,
): Promise<Result<StackContent>> {
  const listed = await ports.resources.listResources(stack, signal);
  if (!listed.ok) return listed;
  const template = await ports.stacks.template(stack, signal);
  if (!template.ok) return template;
  const stays =
    template.value === undefined
      ? new Set<string>()
      : retainedIds(ports.parse('the deployed template', template.value).root);
  const resources: OwnedResource[] = [];
  const retained: OwnedResource[] = [];
  for (const { logicalId, type, physicalId } of listed.value ?? []) {
    const own: OwnedResource = { logicalId: `${prefix}${logicalId}`, type, physicalId };
    resources.push(own);
    if (stays.has(logicalId)) retained.push(own);
    if (type !== NESTED) continue;
    const nested = await ownedResources(physicalId, `${prefix}${logicalId}/`, ports, signal);
    if (!nested.ok) return nested;
    resources.push(...nested.value.resources);
    retained.push(...(stays.has(logicalId) ? nested.value.resources : nested.value.retained));
  }
  return success({ resources, retained });
}
