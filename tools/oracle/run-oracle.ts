/** Many random edits in many workspaces. */
import { planWorkspace } from '../bench/workspace/plan.ts';
import { createRandom } from '../bench/workspace/random.ts';
import { oracleShape } from '../bench/workspace/shape.ts';
import { chooseEdit } from './choose-edit.ts';
import type { Edit, WorkspaceState } from './edit.ts';
import { Trial, type TrialOptions } from './trial.ts';

export interface OracleRequest extends TrialOptions {
  readonly edits: number;
  readonly seeds: readonly number[];
  /** Milliseconds after which no further edit is begun. */
  readonly limit: number;
  /** No further edit is begun either. */
  readonly stopped?: () => boolean;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Nx's command is asked about every so many edits. */
  readonly commandEvery: number;
  readonly onEdit?: (report: EditReport) => void;
}

export interface EditReport {
  readonly seed: number;
  readonly number: number;
  readonly kind: string;
  readonly duration: number;
  readonly missed: readonly string[];
  readonly rebuiltWithoutNeed: readonly string[];
}

export interface OracleResult {
  readonly edits: number;
  readonly seeds: number;
  readonly missed: number;
  /** Share of the rebuilt functions. */
  readonly rebuiltWithoutNeed: number;
  readonly deployedWithoutNeed: number;
  readonly rebuilt: number;
  readonly deployed: number;
  readonly askedByCommand: number;
  readonly findings: readonly Finding[];
  /** Functions rebuilt without need by kind of edit. */
  readonly needlessByKind: Readonly<Record<string, number>>;
}

/** An edit about which nx-lambda was wrong, with the workspace before it. */
export interface Finding {
  readonly seed: number;
  readonly before: WorkspaceState;
  readonly edit: Edit;
  readonly missed: readonly string[];
}

export async function runOracle(request: OracleRequest): Promise<OracleResult> {
  const start = request.now();
  const findings: Finding[] = [];
  const needlessByKind: Record<string, number> = {};
  const sums = { edits: 0, seeds: 0, rebuilt: 0, needless: 0, deployed: 0, deployedNeedlessly: 0, asked: 0 };
  const perSeed = Math.ceil(request.edits / request.seeds.length);
  const over = () =>
    sums.edits >= request.edits || request.now() - start > request.limit || request.stopped?.() === true;
  for (const seed of request.seeds) {
    if (over()) break;
    sums.seeds += 1;
    const shape = oracleShape(seed);
    const random = createRandom(seed ^ 0x5eed);
    let trial = await Trial.start(planWorkspace(shape), request);
    const earlier: WorkspaceState[] = [];
    try {
      for (let number = 1; number <= perSeed && !over(); number++) {
        const before = trial.state;
        const begin = request.now();
        const edit = chooseEdit(before, { shape, random, number, earlier });
        earlier.push(before);
        const byCommand = (sums.edits + 1) % request.commandEvery === 0;
        const outcome = await trial.step(edit, { uncommitted: random.chance(0.5), byCommand });
        sums.edits += 1;
        sums.asked += byCommand ? 1 : 0;
        sums.rebuilt += outcome.rebuilt.length;
        sums.needless += outcome.rebuiltWithoutNeed.length;
        sums.deployed += outcome.deployed.length;
        sums.deployedNeedlessly += outcome.deployedWithoutNeed.length;
        if (outcome.rebuiltWithoutNeed.length > 0) {
          needlessByKind[edit.kind] = (needlessByKind[edit.kind] ?? 0) + outcome.rebuiltWithoutNeed.length;
        }
        const { missed, rebuiltWithoutNeed } = outcome;
        request.onEdit?.({
          seed,
          number,
          kind: edit.kind,
          duration: request.now() - begin,
          missed,
          rebuiltWithoutNeed,
        });
        if (missed.length === 0) continue;
        findings.push({ seed, before, edit, missed });
        // What was missed once would be missed again by every later edit.
        const { state } = trial;
        await trial.stop();
        trial = await Trial.start(state, request);
      }
    } finally {
      await trial.stop();
    }
  }
  return {
    edits: sums.edits,
    seeds: sums.seeds,
    missed: findings.length,
    rebuiltWithoutNeed: sums.rebuilt === 0 ? 0 : sums.needless / sums.rebuilt,
    deployedWithoutNeed: sums.deployedNeedlessly,
    rebuilt: sums.rebuilt,
    deployed: sums.deployed,
    askedByCommand: sums.asked,
    findings,
    needlessByKind,
  };
}
