/**
 * Keeps what a deployment replaces, so that it can be undone. A replacement is noted before its update is sent; code
 * that is not kept yet is fetched from the moment it is planned to replace it, beside the updates, which never wait for
 * it; and code that was sent is kept once it is proven. Nothing here can fail a deployment: what can't be kept is told.
 */
import {
  type ArtifactManifest,
  type CodeFacts,
  type DeployedCodePort,
  type DeployedFunction,
  type DeploymentRecord,
  type DeployPorts,
  type DeployTarget,
  deployedCode,
  type Failure,
  type FunctionFacts,
  type KeptCodePort,
  manifestOfCode,
  type Notice,
  type RecordSubject,
  type Replacement,
  type Result,
  success,
} from '@nx-lambda/core';
import pLimit from 'p-limit';
import type { ReadState } from './deploy-read.ts';
import type { DeployRequest } from './deploy-request.ts';
import type { Keeper, UpdateTask } from './deploy-run.ts';

/** Code that somebody else deployed: so many zips, and bytes of one, at once at most. */
const FETCHES_AT_ONCE = 4;
const LARGEST_FETCHED = 256 * 1024 ** 2;

type FoundCode = Pick<DeployedFunction, 'physicalName' | 'codeSha256'>;

type KeptRequest = DeployRequest & { readonly runId: string };

/** Undefined: there is nowhere to keep anything. */
export function createKeeper(
  request: KeptRequest,
  target: DeployTarget,
  state: ReadState,
  ports: DeployPorts,
): Keeper | undefined {
  const { kept: store, deployedCode: source } = ports;
  return store && keeperIn(store, source, request, target, state, ports);
}

function keeperIn(
  store: KeptCodePort,
  source: DeployedCodePort | undefined,
  request: KeptRequest,
  target: DeployTarget,
  state: ReadState,
  ports: DeployPorts,
): Keeper {
  const { runId } = request;
  const limit = pLimit(FETCHES_AT_ONCE);
  const records = new Map(state.functions.map((facts, index) => [facts, state.records[index]]));
  const noted = new Map<UpdateTask, Replacement>();
  /** By codeSha256: what the plan foresees to replace, and what an update replaces. */
  const foreseen = new Map<string, Promise<Result<void>>>();
  const fetched = new Map<string, Promise<void>>();
  let isEnding = false;
  const failures: { readonly name: string; readonly failure: Failure }[] = [];
  let wrote = false;

  const subjectOf = ({ service, logicalId }: FunctionFacts): RecordSubject => {
    const { accountId, region, environment } = target;
    return { accountId, region, environment: environment.name, service, logicalId };
  };
  const tell = (name: string, result: Result<unknown>): void => {
    if (!result.ok) failures.push({ name, failure: result.failures[0] });
  };

  function fetchCode({ physicalName, codeSha256 }: FoundCode): Promise<Result<void>> {
    return limit(async () => {
      if (isEnding && !fetched.has(codeSha256)) return success(undefined);
      if ((await store.has(codeSha256)) || source === undefined) return success(undefined);
      const read = await source.read({ physicalName, codeSha256, maxSize: LARGEST_FETCHED });
      return read.ok ? store.keep({ codeSha256, zip: read.value }) : read;
    });
  }

  /** Code that two functions share is fetched once; what failed before its update was sent is tried once more. */
  function keepPrevious(code: FoundCode): void {
    const { physicalName, codeSha256 } = code;
    if (fetched.has(codeSha256)) return;
    const begun = foreseen.get(codeSha256);
    const work = begun === undefined ? fetchCode(code) : begun.then((early) => (early.ok ? early : fetchCode(code)));
    fetched.set(
      codeSha256,
      work.then((result) => tell(physicalName, result)),
    );
  }

  /** Undefined: what the code was made of is kept already. */
  async function unkeptManifest(
    subject: RecordSubject,
    previous: CodeFacts,
    record: DeploymentRecord | undefined,
  ): Promise<ArtifactManifest | undefined> {
    if (record?.manifest.codeSha256 === previous.codeSha256) return record.manifest;
    const known = await store.manifest(subject, previous.codeSha256);
    return known?.ok && known.value !== undefined ? undefined : manifestOfCode(subject, previous);
  }

  async function note(task: UpdateTask, previous: CodeFacts): Promise<void> {
    wrote = true;
    const { facts, manifest: next, action } = task;
    const { physicalName } = action;
    const subject = subjectOf(facts);
    const undoes = request.undo?.undoes(facts);
    const replacement: Replacement = {
      runId,
      command: request.undo === undefined ? 'deploy-feature' : 'rollback-feature',
      at: new Date(ports.clock.now()).toISOString(),
      physicalName,
      previous,
      next: nextCode(next, request.undo === undefined ? request.commit : request.undo.commitOf(facts)),
      ...(undoes && { undoes }),
      proven: false,
    };
    noted.set(task, replacement);
    if (previous.codeSha256 !== next.codeSha256) keepPrevious({ physicalName, codeSha256: previous.codeSha256 });
    tell(physicalName, await store.begin(subject, replacement));
    const manifest = await unkeptManifest(subject, previous, records.get(facts));
    if (manifest !== undefined) tell(physicalName, await store.keepManifest(subject, manifest));
  }

  return {
    foresee(actions) {
      for (const { deployed, codeSha256 } of actions) {
        if (deployed.codeSha256 === codeSha256 || foreseen.has(deployed.codeSha256)) continue;
        foreseen.set(deployed.codeSha256, fetchCode(deployed));
      }
    },

    async beforeWrite(task, deployed) {
      if (noted.get(task)?.previous.codeSha256 === deployed.codeSha256) return;
      await note(task, previousCode(deployed, records.get(task.facts)));
    },

    async beforeMove(task, { moves: [move] }) {
      if (move === undefined || noted.has(task)) return;
      const { fromCodeSha256: codeSha256 } = move;
      const known = await store.manifest(subjectOf(task.facts), codeSha256);
      const made = known.ok ? known.value : undefined;
      // What else is known of a version is what the function is now.
      await note(task, made ? nextCode(made, undefined) : { ...deployedCode(task.action.deployed), codeSha256 });
    },

    async afterProof(task) {
      const { action, manifest, facts } = task;
      const subject = subjectOf(facts);
      const replacement = noted.get(task);
      // An update whose answer was lost in an earlier run is none of this one.
      if (replacement === undefined) return;
      tell(action.physicalName, await store.prove(subject, replacement));
      if (request.undo !== undefined) return;
      const { codeSha256 } = manifest;
      const zip = await ports.artifacts.zip(action.service, action.logicalId);
      tell(
        action.physicalName,
        zip.ok ? await store.keep({ codeSha256, zip: zip.value, service: action.service }) : zip,
      );
      tell(action.physicalName, await store.keepManifest(subject, manifest));
    },

    async finish() {
      isEnding = true;
      await Promise.all([...foreseen.values(), ...fetched.values()]);
      if (wrote) await store.sweep();
      return unkeptNotices(failures);
    },
  };
}

function previousCode(deployed: DeployedFunction, record: DeploymentRecord | undefined): CodeFacts {
  const code = deployedCode(deployed);
  if (record?.manifest.codeSha256 !== deployed.codeSha256) return code;
  return nextCode(record.manifest, record.commit);
}

function nextCode(
  { codeSha256, zipSize, runtime, handler, architecture }: ArtifactManifest,
  commit: string | undefined,
): CodeFacts {
  return { codeSha256, size: zipSize, runtime, handler, architecture, ...(commit !== undefined && { commit }) };
}

/** One notice for each cause, however many functions it struck. */
function unkeptNotices(failures: readonly { readonly name: string; readonly failure: Failure }[]): readonly Notice[] {
  const codes = [...new Set(failures.map(({ failure }) => failure.code))];
  return codes.flatMap((code): readonly Notice[] => {
    const same = failures.filter(({ failure }) => failure.code === code);
    const [first] = same;
    if (first === undefined) return [];
    const names = [...new Set(same.map(({ name }) => name))];
    const more = names.length > 1 ? ` and of ${names.length - 1} more` : '';
    return [
      {
        code: 'NXL-DEPLOY-NO-UNDO',
        message: `The update of ${names[0]}${more} cannot be undone from here: ${first.failure.message}`,
        advice: first.failure.advice,
      },
    ];
  });
}
