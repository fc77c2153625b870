/** One workspace on disk and in git, edited step by step while Nx and the truth are asked about each step. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkspaceLinks } from '../bench/plugin-copy.ts';
import { writeWorkspace } from '../bench/workspace/write-workspace.ts';
import { mustRun } from '../sample/command.ts';
import { Developer, type EditOutcome } from './developer.ts';
import { applyChanges, type Edit, type WorkspaceState, writeChanges } from './edit.ts';
import { type Selector, startSelector } from './selector.ts';
import { findTruth } from './truth.ts';
import { differingInputs } from './warm-inputs.ts';

const TARGETS = ['build', 'deploy-feature'];

export interface TrialOptions {
  /** What every workspace has in its node_modules beside its own packages. */
  readonly links: WorkspaceLinks;
  readonly environment: NodeJS.ProcessEnv;
}

export interface StepOptions {
  /** Nx is asked before the edit is committed. */
  readonly uncommitted?: boolean;
  /** Nx's command is asked too, and must say the same. */
  readonly byCommand?: boolean;
}

export class Trial {
  readonly root: string;
  private readonly options: TrialOptions;
  private readonly selector: Selector;
  private readonly developer: Developer;
  private current: WorkspaceState;

  private constructor(root: string, state: WorkspaceState, options: TrialOptions) {
    this.root = root;
    this.current = state;
    this.options = options;
    this.selector = startSelector(root, options.environment);
    this.developer = new Developer(root);
  }

  /** Everything is committed, built and deployed once. */
  static async start(state: WorkspaceState, options: TrialOptions): Promise<Trial> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'nx-lambda-oracle-')));
    await writeWorkspace(root, { files: state.files, links: new Map([...state.links, ...options.links]) });
    const trial = new Trial(root, state, options);
    try {
      await trial.git('init', '--quiet', '--initial-branch=main');
      await trial.commit();
      await trial.developer.follow(await findTruth(root, state), await trial.selector.select(await trial.question()));
    } catch (error) {
      await trial.stop();
      throw error;
    }
    return trial;
  }

  get state(): WorkspaceState {
    return this.current;
  }

  async step(edit: Edit, { uncommitted = false, byCommand = false }: StepOptions = {}): Promise<EditOutcome> {
    const question = await this.question();
    await writeChanges(this.root, edit);
    this.current = applyChanges(this.current, edit);
    if (!uncommitted) await this.commit();
    const truth = await findTruth(this.root, this.current);
    const selection = await this.selector.select(question);
    const outcome = await this.developer.follow(truth, selection);
    const differing = byCommand ? await this.differingCommand(question, selection.selected) : [];
    if (uncommitted) await this.commit();
    return { ...outcome, missed: [...outcome.missed, ...differingInputs(this.root, truth, selection), ...differing] };
  }

  async stop(): Promise<void> {
    await this.selector.stop();
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  private async differingCommand(
    question: { base: string; targets: readonly string[] },
    selected: readonly string[],
  ): Promise<readonly string[]> {
    const byCommand = await this.selector.selectByCommand(question);
    return byCommand.join() === selected.join()
      ? []
      : [`nx affected says ${byCommand.join(' ')} where its parts said ${selected.join(' ')}`];
  }

  private async question(): Promise<{ base: string; targets: readonly string[] }> {
    const head = await this.git('rev-parse', 'HEAD');
    return { base: head.trim(), targets: TARGETS };
  }

  private async commit(): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message=edit');
  }

  private async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await mustRun('git', args, { cwd: this.root, env: this.options.environment });
    return stdout;
  }
}
