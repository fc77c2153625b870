/**
 * Packages a service's template and asks CloudFormation what it would change. Code that is deployed already keeps the name
 * that the stack knows, but for functions that CloudFormation would make anew with it.
 */
import {
  bucketName,
  type CodeObject,
  type DeployTarget,
  functionsMadeAnew,
  movedBackAliases,
  type Notice,
  type ProvisionPorts,
  type Result,
  type StackDescription,
  success,
} from '@nx-lambda/core';
import { type KeptCode, keptCode, NOTHING_KEPT } from './kept-code.ts';
import { type PackagedTemplate, packageTemplate } from './package-template.ts';
import { type PlannedChanges, type PlanSettings, planChanges } from './planned-changes.ts';
import type { ProvisionRequest, ProvisionTarget, StackTask } from './provision-request.ts';

export interface StackPlanRequest {
  readonly task: StackTask;
  /** Undefined: it is to be made. */
  readonly stack: StackDescription | undefined;
  readonly target: ProvisionTarget;
  readonly request: ProvisionRequest;
  /** Values that are known before it is provisioned. */
  readonly known: Readonly<Record<string, string>>;
  readonly changeSet: Pick<Parameters<typeof planChanges>[0], 'changeSetName' | 'parameters' | 'tags' | 'mode'>;
  readonly settings: PlanSettings;
}

export interface StackPlan {
  readonly packaged: PackagedTemplate;
  readonly planned: PlannedChanges;
  readonly notices: readonly Notice[];
}

export async function planStack(
  plan: StackPlanRequest,
  ports: ProvisionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<StackPlan>> {
  const kept = await presentCode(plan, ports, signal);
  if (!kept.ok) return kept;
  const first = await planWith(plan, kept.value.objects, plan.changeSet.changeSetName, ports, signal);
  if (!first.ok) return first;
  const { entries } = first.value.planned;
  if (entries === 'no-changes') return success({ ...first.value, notices: [] });
  const { objects } = kept.value;
  const { functions } = plan.task.service;
  const isPublished = (id: string) => functions.some((fn) => fn.logicalId === id && fn.aliases !== undefined);
  const anew = functionsMadeAnew(entries, objects.keys(), isPublished);
  const trust = trustNotices(plan.target, first.value.packaged.untrusted);
  if (anew.length === 0) {
    return success({ ...first.value, notices: [...noticesOf(kept.value, first.value.planned), ...trust] });
  }
  await first.value.planned.discard();
  const others = new Map([...objects].filter(([id]) => !anew.includes(id)));
  const second = await planWith(plan, others, `${plan.changeSet.changeSetName}-2`, ports, signal);
  if (!second.ok) return second;
  const left = { objects: others, behind: kept.value.behind.filter((id) => others.has(id)) };
  return success({ ...second.value, notices: [...noticesOf(left, second.value.planned), ...trust] });
}

async function presentCode(
  { task, stack, target, request, known }: StackPlanRequest,
  ports: ProvisionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<KeptCode>> {
  if (stack === undefined) return success(NOTHING_KEPT);
  const { service, stackName } = task;
  const { accountId, region } = target;
  const environment = request.environment.name;
  const names = { stackName, accountId, region, environment, service: service.name, parameters: known };
  const { concurrency } = request.options;
  return keptCode(
    { service, stackId: stack.id, names, concurrency, ...artifactBucket(request, target) },
    ports,
    signal,
  );
}

async function planWith(
  { task, stack, target, request, known, changeSet, settings }: StackPlanRequest,
  kept: ReadonlyMap<string, CodeObject>,
  changeSetName: string,
  ports: ProvisionPorts,
  signal: AbortSignal | undefined,
): Promise<Result<Omit<StackPlan, 'notices'>>> {
  const { service, stackName } = task;
  const packaged = await packageTemplate(
    {
      service,
      region: target.region,
      parameters: known,
      kept,
      ...(target.trust !== undefined && target.trust !== 'nobody' && { trust: target.trust }),
      ...artifactBucket(request, target),
    },
    ports,
    signal,
  );
  if (!packaged.ok) return packaged;
  const { template, templates } = packaged.value;
  const kind = stack === undefined ? 'create' : 'update';
  const planned = await planChanges(
    { ...changeSet, stackName, changeSetName, kind, template, nestedStacks: templates.size > 1 },
    settings,
    ports,
    signal,
  );
  return planned.ok ? success({ packaged: packaged.value, planned: planned.value }) : planned;
}

function noticesOf({ objects, behind }: KeptCode, { entries }: PlannedChanges): readonly Notice[] {
  const back = entries === 'no-changes' ? [] : movedBackAliases(entries, objects.keys());
  return [...(behind.length === 0 ? [] : [codeBehind(behind)]), ...(back.length === 0 ? [] : [aliasesMovedBack(back)])];
}

function trustNotices({ trust }: ProvisionTarget, untrusted: readonly string[]): readonly Notice[] {
  if (trust === 'nobody') {
    const message = 'You can assume no role with these credentials, so the roles of the functions do not trust you.';
    return [{ code: 'NXL-PROVISION-LOCAL-ROLE', message, advice: 'Use those of a user or a role for invoke-local.' }];
  }
  if (untrusted.length === 0) return [];
  return [
    {
      code: 'NXL-PROVISION-LOCAL-ROLE',
      message: `The trust of the role of ${untrusted.join(', ')} is not this template's to change: invoke-local can't assume it by allowLocalRole.`,
      advice: 'Add the statement that invoke-local tells to that role yourself, or let the template make the role.',
    },
  ];
}

function codeBehind(functions: readonly string[]): Notice {
  return {
    code: 'NXL-PROVISION-CODE-BEHIND',
    message: `What is built here is published already, but not what ${functions.join(', ')} ${functions.length === 1 ? 'runs' : 'run'}: CloudFormation can't publish it again, so the code is left as it is.`,
    advice: 'Run deploy-feature, which finishes what was begun.',
  };
}

function aliasesMovedBack(functions: readonly string[]): Notice {
  return {
    code: 'NXL-PROVISION-ALIAS-BACK',
    message: `CloudFormation changes an alias of ${functions.join(', ')} and leads it to the version that the stack published, which may hold older code than is deployed.`,
    advice: 'Run deploy-feature afterwards: it moves the alias on.',
  };
}

function artifactBucket({ options }: ProvisionRequest, target: DeployTarget) {
  const { artifactBucket: name, artifactPrefix: prefix } = options;
  return name === undefined ? {} : { bucket: { name: bucketName(name, target), prefix, owner: target.accountId } };
}
