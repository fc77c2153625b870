/** Finds the functions of a stack whose code the packaged template leaves where the stack's present template has it. */
import {
  type ArtifactManifest,
  type CodeObject,
  codeToKeep,
  failed,
  type LambdaFunction,
  type NameFacts,
  objectKey,
  type ProvisionPorts,
  presentCode,
  type Result,
  type Service,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import { readAliases } from './deploy-aliases.ts';
import type { ArtifactBucket } from './deploy-write.ts';

export interface KeptCodeRequest {
  readonly service: Service;
  /** The stack's ARN. */
  readonly stackId: string;
  readonly names: NameFacts;
  /** Where artifacts go; absent: nowhere. */
  readonly bucket?: ArtifactBucket;
  readonly concurrency: number;
}

export interface KeptCode {
  /** By logical id, `Child/Function` in nested stacks. */
  readonly objects: ReadonlyMap<string, CodeObject>;
  /** Of these, what runs other code than the artifact, though an alias leads to a version of it. */
  readonly behind: readonly string[];
}

export type KeptCodePorts = Pick<ProvisionPorts, 'stacks' | 'artifacts' | 'templates' | 'deployed'>;

export const NOTHING_KEPT: KeptCode = { objects: new Map(), behind: [] };

interface BuiltFunction {
  readonly fn: LambdaFunction;
  readonly manifest: ArtifactManifest;
}

interface PresentFunction extends BuiltFunction {
  readonly code: CodeObject;
  readonly physicalName: string;
}

/** Reads only the functions whose artifact has another name than the code that the stack's template names. */
export async function keptCode(
  request: KeptCodeRequest,
  ports: KeptCodePorts,
  signal?: AbortSignal,
): Promise<Result<KeptCode>> {
  const { service, stackId, bucket } = request;
  const built: BuiltFunction[] = [];
  for (const fn of service.functions) {
    const manifest = await ports.artifacts.manifest(service.name, fn.logicalId);
    // What is not built is told by packaging, which needs all of it.
    if (manifest.ok && manifest.value !== undefined) built.push({ fn, manifest: manifest.value });
  }
  const found = await presentFunctions(stackId, '', built, bucket, ports, signal);
  if (!found.ok) return found;
  const limit = pLimit(Math.max(1, request.concurrency));
  const read = await Promise.all(found.value.map((each) => limit(() => decide(each, request, ports, signal))));
  const [first, ...others] = read.flatMap((each) => (each.ok ? [] : each.failures));
  if (first !== undefined) return failed(first, ...others);
  const kept = read.flatMap((each) => (each.ok && each.value.keep !== 'none' ? [each.value] : []));
  return success({
    objects: new Map(kept.map(({ id, code }) => [id, code])),
    behind: kept.flatMap(({ id, keep }) => (keep === 'published' ? [id] : [])),
  });
}

async function presentFunctions(
  stack: string,
  prefix: string,
  built: readonly BuiltFunction[],
  bucket: ArtifactBucket | undefined,
  ports: KeptCodePorts,
  signal: AbortSignal | undefined,
): Promise<Result<readonly PresentFunction[]>> {
  const inside = built.filter(({ fn }) => fn.logicalId.startsWith(prefix));
  if (inside.length === 0) return success([]);
  const template = await ports.stacks.template(stack, signal);
  if (!template.ok) return template;
  const root = template.value === undefined ? undefined : ports.templates.parse(stack, template.value).root;
  const codes = root === undefined ? new Map<string, CodeObject>() : presentCode(root);
  const own = inside.flatMap((each) => {
    const code = codes.get(each.fn.logicalId.slice(prefix.length));
    return code === undefined || isArtifactObject(code, each.manifest, bucket) ? [] : [{ ...each, code }];
  });
  const isNested = inside.some(({ fn }) => fn.logicalId.slice(prefix.length).includes('/'));
  if (own.length === 0 && !isNested) return success([]);
  const resources = await ports.deployed.listResources(stack, signal);
  if (!resources.ok) return resources;
  const found: PresentFunction[] = [];
  for (const { type, logicalId, physicalId } of resources.value ?? []) {
    const one = own.find(({ fn }) => fn.logicalId === `${prefix}${logicalId}`);
    if (type === 'AWS::Lambda::Function' && one !== undefined) found.push({ ...one, physicalName: physicalId });
    if (type !== 'AWS::CloudFormation::Stack') continue;
    const nested = await presentFunctions(physicalId, `${prefix}${logicalId}/`, built, bucket, ports, signal);
    if (!nested.ok) return nested;
    found.push(...nested.value);
  }
  return success(found);
}

/** Its name says that it is this very code: nothing is to be decided. */
function isArtifactObject(
  { bucket, key }: CodeObject,
  { codeSha256 }: ArtifactManifest,
  own: ArtifactBucket | undefined,
): boolean {
  return own !== undefined && bucket === own.name && key === objectKey(own.prefix, codeSha256);
}

async function decide(
  { fn, manifest, code, physicalName }: PresentFunction,
  { names }: KeptCodeRequest,
  { deployed: ports }: KeptCodePorts,
  signal: AbortSignal | undefined,
): Promise<Result<{ readonly id: string; readonly code: CodeObject; readonly keep: ReturnType<typeof codeToKeep> }>> {
  const deployed = await ports.getFunction(physicalName, signal);
  if (!deployed.ok) return deployed;
  const id = fn.logicalId;
  const keep = codeToKeep({ manifest, deployed: deployed.value, aliases: [] });
  if (keep !== 'none' || fn.aliases === undefined) return success({ id, code, keep });
  const aliases = await readAliases({ physicalName, aliases: fn.aliases, names }, { lambda: ports }, signal);
  return success({ id, code, keep: codeToKeep({ manifest, deployed: deployed.value, aliases }) });
}
