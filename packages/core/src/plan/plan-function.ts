/** One function's action. Also asked again before a write when the function changed since it was first read. */
import type { ArtifactManifest } from '../artifact/manifest.ts';
import type { Failure } from '../failure.ts';
import { shapeFailures } from './compatibility.ts';
import type { PlannedAction } from './deploy-plan.ts';
import type { DeployedFunction, ListedFunction } from './deployed-function.ts';
import type { FunctionSubject } from './function-subject.ts';
import { adoptionAdvice, guardFailures, protectedName, untaggedGuardFailures } from './guards.ts';
import { type LayerMove, layerMoves } from './layer-plan.ts';
import { selectsFunction } from './name-pattern.ts';
import type { DeployTarget, FunctionFacts } from './plan-facts.ts';
import { type PublishDecision, planPublish } from './plan-publish.ts';
import { uploadRoute } from './upload-route.ts';

/** The reasons of skips for code that is deployed already begin with this. */
export const SAME_CODE = 'same code';

const LISTED_REASON = `${SAME_CODE} (listed)`;

export function planFunction(facts: FunctionFacts, target: DeployTarget, functionPattern?: string): PlannedAction {
  const { artifact, deployed } = facts;
  const subject = subjectOf(facts);
  if (functionPattern !== undefined && !selectsFunction(functionPattern, facts.logicalId)) {
    return { ...subject, kind: 'skip', reason: 'not matched by --function' };
  }
  if (artifact.kind === 'not-meant') return { ...subject, kind: 'skip', reason: artifact.reason };
  if (artifact.kind === 'undeployable') {
    return { ...subject, kind: 'skip', reason: `not deployable here: ${artifact.reason.message}` };
  }
  const guarded = failedGuards(facts, subject, target);
  if (isNonEmpty(guarded)) return { ...subject, kind: 'refuse', failure: folded(guarded) };
  if (artifact.kind === 'missing') return { ...subject, kind: 'fail', failure: notBuilt(facts) };
  if (artifact.kind === 'failed') return { ...subject, kind: 'fail', failure: folded(artifact.failures) };
  switch (deployed.kind) {
    case 'found':
      return planFound(facts, deployed.function, artifact.manifest, target);
    case 'listed':
      return planListed(facts, deployed.function, artifact.manifest);
    case 'unreadable':
      return { ...subject, kind: 'fail', failure: deployed.failure };
    case 'not-read':
      return { ...subject, kind: 'fail', failure: notRead(facts) };
    case 'missing':
      if (facts.condition !== undefined) return { ...subject, kind: 'skip', reason: notInEnvironment(facts.condition) };
      return { ...subject, kind: 'refuse', failure: notProvisioned(facts, target) };
    case 'no-stack':
      return { ...subject, kind: 'refuse', failure: notProvisioned(facts, target) };
  }
}

/** Of a function that was not found, names alone are judged. */
function failedGuards(
  { stackName, owner, deployed }: FunctionFacts,
  subject: FunctionSubject,
  target: DeployTarget,
): readonly Failure[] {
  if (deployed.kind === 'found') return guardFailures({ stackName, owner, deployed: deployed.function }, target);
  if (deployed.kind === 'listed') return untaggedGuardFailures({ stackName, deployed: deployed.function }, target);
  const failure = protectedName(stackName, subject.physicalName, target);
  return failure === undefined ? [] : [failure];
}

function planFound(
  facts: FunctionFacts,
  deployed: DeployedFunction,
  manifest: ArtifactManifest,
  target: DeployTarget,
): PlannedAction {
  const subject = { ...subjectOf(facts), physicalName: deployed.physicalName };
  const misfits = shapeFailures(deployed, manifest);
  if (isNonEmpty(misfits)) return { ...subject, kind: 'refuse', failure: adviseUndo(folded(misfits), facts) };
  if (deployed.state === 'Failed') return { ...subject, kind: 'fail', failure: brokenFunction(deployed) };

  const publishing = publishDecision(facts, deployed, manifest);
  if (publishing.kind === 'refuse' || publishing.kind === 'fail') {
    return { ...subject, kind: publishing.kind, failure: publishing.failure };
  }
  if (facts.layers?.kind === 'refused') return { ...subject, kind: 'refuse', failure: facts.layers.failure };
  const moves = layerMoves(facts.layers);
  const { codeSha256, zipSize } = manifest;
  const codeReason = updateReason(facts, deployed, manifest);
  const publish = publishing.kind === 'publish' ? publishing.publish : undefined;
  if (moves.length > 0 && publish === undefined && (facts.aliases ?? []).length > 0) {
    return { ...subject, kind: 'refuse', failure: layerBehindAlias(deployed, moves) };
  }
  const layerReasons = moves.map(({ logicalId }) => `layer ${logicalId} differs`);
  const reasons = [codeReason ?? publish?.reason, ...layerReasons].filter((each) => each !== undefined);
  if (reasons.length === 0) return { ...subject, kind: 'skip', reason: SAME_CODE, codeSha256 };
  const update = {
    ...subject,
    kind: 'update',
    reason: reasons.join(', '),
    deployed,
    codeSha256,
    zipSize,
    ...(publish && { publish }),
    ...(moves.length > 0 && { layers: moves }),
  } as const;
  if (codeReason === undefined) return { ...update, upload: 'none' };
  if (!mayBeReplaced(facts.undo, deployed)) return { ...subject, kind: 'refuse', failure: notOurs(deployed) };
  const upload = uploadRoute(manifest.zipSize, target.storage);
  if (upload === 's3' && !target.hasArtifactBucket)
    return { ...subject, kind: 'refuse', failure: noBucket(manifest, target) };
  return { ...update, upload };
}

/** A published version keeps its layers; without new code there is no other version to move the alias to. */
function layerBehindAlias({ physicalName }: DeployedFunction, moves: readonly LayerMove[]): Failure {
  const names = moves.map(({ logicalId }) => logicalId).join(', ');
  return {
    code: 'NXL-PLAN-LAYER-ALIAS',
    message: `Only the layer ${names} of ${physicalName} differs, and the alias through which it is invoked leads to a version that keeps the layers it was published with.`,
    advice: 'Deploy its stack again; together with a change of its code the layer is moved and published here too.',
  };
}

function publishDecision(
  { aliases = [], snapStart = false, service, stackName }: FunctionFacts,
  { physicalName }: DeployedFunction,
  { codeSha256 }: ArtifactManifest,
): PublishDecision {
  const provisioning = `deploy the stack of ${service}${stackName === undefined ? '' : ` as ${stackName}`}`;
  return planPublish({ physicalName, codeSha256, aliases, snapStart, provisioning });
}

/** A list may settle that there is nothing to do, and nothing else. */
function planListed(facts: FunctionFacts, listed: ListedFunction, manifest: ArtifactManifest): PlannedAction {
  const subject = subjectOf(facts);
  const misfits = shapeFailures(listed, manifest);
  if (isNonEmpty(misfits)) return { ...subject, kind: 'refuse', failure: folded(misfits) };
  if (listed.codeSha256 !== manifest.codeSha256) return { ...subject, kind: 'fail', failure: notRead(facts) };
  return { ...subject, kind: 'skip', reason: LISTED_REASON, codeSha256: listed.codeSha256 };
}

/** Undefined: the built code is deployed and its update is proven to be over. */
function updateReason(
  { undo, restored }: FunctionFacts,
  deployed: DeployedFunction,
  { codeSha256 }: ArtifactManifest,
): string | undefined {
  if (deployed.codeSha256 !== codeSha256) {
    if (undo !== undefined) return undo.reason;
    return restored?.codeSha256 === deployed.codeSha256
      ? `code differs: rolled back at ${restored.at}`
      : 'code differs';
  }
  if (deployed.lastUpdateStatus === 'Failed') return 'same code, but its last update failed';
  if (deployed.lastUpdateStatus === 'InProgress') return 'same code, but an update is still under way';
  if (deployed.state === 'Pending') return 'same code, but the function is still being made';
  return undefined;
}

/** The template of today is no help to code of another day. */
function adviseUndo(failure: Failure, { undo }: FunctionFacts): Failure {
  if (undo === undefined) return failure;
  const advice = 'Only code is brought back, no configuration: deploy the stack as its template was then, or leave it.';
  return { ...failure, advice };
}

/** What somebody else deployed since is no business of an undo, unless the code to bring back was named. */
function mayBeReplaced(undo: FunctionFacts['undo'], { codeSha256, lastUpdateStatus }: DeployedFunction): boolean {
  return undo?.replaces === undefined || undo.replaces === codeSha256 || lastUpdateStatus === 'Failed';
}

function subjectOf({ service, logicalId, deployed }: FunctionFacts): FunctionSubject {
  const physicalName =
    deployed.kind === 'found' || deployed.kind === 'listed'
      ? deployed.function.physicalName
      : 'physicalName' in deployed
        ? deployed.physicalName
        : undefined;
  return { service, logicalId, ...(physicalName !== undefined && { physicalName }) };
}

function isNonEmpty(failures: readonly Failure[]): failures is readonly [Failure, ...Failure[]] {
  return failures.length > 0;
}

/** The first failure, with the others as notes. */
function folded([first, ...others]: readonly [Failure, ...Failure[]]): Failure {
  if (others.length === 0) return first;
  return { ...first, notes: [...(first.notes ?? []), ...others.map((failure) => failure.message)] };
}

function notBuilt({ service, logicalId }: FunctionFacts): Failure {
  return {
    code: 'NXL-PLAN-NOT-BUILT',
    message: `${logicalId} of ${service} has no artifact.`,
    advice: "Run the service's build target first; deploy-feature normally depends on it.",
  };
}

function notRead({ service, logicalId }: FunctionFacts): Failure {
  return {
    code: 'NXL-PLAN-NOT-READ',
    message: `What is deployed as ${logicalId} of ${service} was not read, so nothing can be decided.`,
    advice: 'Run the command again.',
  };
}

export function notProvisioned(
  { logicalId, service, stackName, deployed }: FunctionFacts,
  target: DeployTarget,
): Failure {
  const { environment, accountId, region } = target;
  const where = `in account ${accountId}, ${region}`;
  const advice = `Provision first: deploy the stack of ${service}${stackName === undefined ? '' : ` as ${stackName}`}. ${adoptionAdvice(environment.name)}`;
  if (deployed.kind === 'no-stack') {
    return { code: 'NXL-PLAN-NO-STACK', message: `There is no stack ${deployed.stackName} ${where}.`, advice };
  }
  if (deployed.kind === 'missing' && deployed.searched !== undefined) {
    return {
      code: 'NXL-PLAN-FUNCTION-MISSING',
      message: `No function matches ${deployed.searched} (${logicalId}) ${where}.`,
      advice: `Let the tool that makes it do so first. ${adoptionAdvice(environment.name)}`,
    };
  }
  const name = deployed.kind === 'missing' ? deployed.physicalName : undefined;
  const message =
    name === undefined
      ? `The stack ${stackName ?? `of ${service}`} has no function ${logicalId} ${where}.`
      : `There is no function ${name} (${logicalId}) ${where}.`;
  return { code: 'NXL-PLAN-FUNCTION-MISSING', message, advice };
}

/** A stack without the function is as its template wants it where the function's condition does not hold. */
function notInEnvironment(condition: string): string {
  return `not in this environment (condition ${condition})`;
}

function notOurs({ physicalName, codeSha256, lastModified }: DeployedFunction): Failure {
  const when = lastModified === undefined ? '' : ` (last modified ${lastModified})`;
  return {
    code: 'NXL-PLAN-NOT-OURS',
    message: `${physicalName} does not run the code that was last deployed from here, but ${codeSha256}${when}.`,
    advice: 'Somebody else deployed since. To write over it, name the code to bring back: --to=<codeSha256>.',
  };
}

function brokenFunction(deployed: DeployedFunction): Failure {
  const reason = deployed.stateReason === undefined ? '' : `: ${deployed.stateReason}`;
  return {
    code: 'NXL-PLAN-FUNCTION-FAILED',
    message: `${deployed.physicalName} is in the state Failed${reason}.`,
    advice: "Provision first: deploy the service's stack again, which repairs or replaces the function.",
  };
}

function noBucket({ function: logicalId, zipSize }: ArtifactManifest, { storage }: DeployTarget): Failure {
  const size = (zipSize / (1024 * 1024)).toFixed(1);
  if (storage === 'reference') {
    return {
      code: 'NXL-PLAN-NO-BUCKET',
      message: `There is no bucket whose zip of ${logicalId} Lambda could refer to.`,
      advice:
        'Set the plugin option "artifactBucket" to a bucket with versioning whose policy lets Lambda read it, or take away "storage".',
    };
  }
  return {
    code: 'NXL-PLAN-NO-BUCKET',
    message: `The zip of ${logicalId} has ${size} MB, too much to upload without S3.`,
    advice:
      'Set the plugin option "artifactBucket" to a bucket of the same account and region (aws s3 mb s3://<name>), or make the bundle smaller.',
  };
}
