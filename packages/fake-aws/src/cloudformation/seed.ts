import { DEFAULT_REGION } from '../identity.ts';
import { type FunctionSeed, placeFunction } from '../lambda/seed.ts';
import type { World } from '../world.ts';
import type { Stack, StackResource } from './stack.ts';

export interface StackResourceSeed {
  readonly logicalId: string;
  /** `AWS::Lambda::Function` when absent. */
  readonly type?: string;
  /** Made up as CloudFormation does when absent: `<stack>-<logicalId>-<12 characters>`. */
  readonly physicalId?: string;
  /** Settings and code of the function; all have defaults. Only for `AWS::Lambda::Function`. */
  readonly function?: FunctionSeed;
  /** The stack lists the resource, but nothing exists: someone deleted it by hand. */
  readonly missing?: boolean;
}

export interface StackSeed {
  readonly stackName: string;
  readonly account?: string;
  readonly region?: string;
  /** `CREATE_COMPLETE` when absent. */
  readonly status?: string;
  readonly description?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  /** Copied to every function of the stack, as CloudFormation does. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly resources: readonly StackResourceSeed[];
}

/** Makes the stack and its functions, or brings a stack that was seeded before to what the seed says. */
export function seedStack(world: World, seed: StackSeed): Stack {
  const account = seed.account ?? world.account;
  const region = seed.region ?? DEFAULT_REGION;
  const now = world.clock();
  const before = world.stacks.find(account, region, seed.stackName);
  const id = before?.id ?? `arn:aws:cloudformation:${region}:${account}:stack/${seed.stackName}/${world.newId()}`;
  const tags = seed.tags ?? {};
  const resources = seed.resources.map((resource): StackResource => {
    const type = resource.type ?? 'AWS::Lambda::Function';
    const known = before?.resources.find((each) => each.logicalId === resource.logicalId)?.physicalId;
    const physicalId = resource.physicalId ?? known ?? physicalName(seed.stackName, resource.logicalId, world.newId());
    if (type === 'AWS::Lambda::Function' && resource.missing !== true) {
      placeFunction(world, {
        ...resource.function,
        functionName: physicalId,
        account,
        region,
        tags: {
          ...resource.function?.tags,
          ...tags,
          'aws:cloudformation:stack-name': seed.stackName,
          'aws:cloudformation:stack-id': id,
          'aws:cloudformation:logical-id': resource.logicalId,
        },
      });
    }
    return { logicalId: resource.logicalId, type, physicalId, status: 'CREATE_COMPLETE', lastUpdated: now };
  });
  const stack: Stack = {
    account,
    region,
    name: seed.stackName,
    id,
    status: seed.status ?? (before === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE'),
    created: before?.created ?? now,
    ...(before === undefined ? {} : { lastUpdated: now }),
    ...(seed.description === undefined ? {} : { description: seed.description }),
    parameters: seed.parameters ?? {},
    outputs: seed.outputs ?? {},
    tags,
    resources,
  };
  world.stacks.put(stack);
  return stack;
}

/** At most 64 characters for a function: CloudFormation shortens the parts, never the random end. */
function physicalName(stackName: string, logicalId: string, id: string): string {
  const end = id.replaceAll('-', '').slice(0, 12);
  return `${`${stackName}-${logicalId}`.slice(0, 51)}-${end}`;
}
