import { functionEnvironment } from './function-environment.ts';
import { type FunctionProcess, startProcess } from './function-process.ts';
import { withoutInspector } from './inspector-messages.ts';
import { invocationHeaders } from './invocation-headers.ts';
import { type InvocationOutcome, invocationReport, type PhaseEnd } from './invocation-report.ts';
import { peakMemory, watchMemory } from './process-memory.ts';
import type { RunnerCommand } from './runner-command.ts';
import { type Answer, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';
import type { InvocationReport, InvocationRequest, InvocationWatcher, SandboxOptions } from './sandbox.ts';

interface Initialization {
  readonly end: PhaseEnd;
  /** Milliseconds. */
  readonly duration: number;
}

/** Milliseconds that Lambda gives every initialisation; a longer one goes on in the first invocation's time. */
const INIT_LIMIT = 10_000;

/** Milliseconds that a function has left while a debugger may look at it. */
const A_DAY = 24 * 60 * 60_000;

/** Characters of log kept for one invocation; beyond it stands one line that says so. */
const LOG_LIMIT = 16 * 1024 * 1024;

/** One process and the Runtime API it talks to. It is used until the process ends, and never again. */
export class ExecutionEnvironment {
  readonly #options: SandboxOptions;
  readonly #api: RuntimeApi;
  readonly #process: FunctionProcess;
  #initialized: Promise<Initialization> | undefined;
  #watcher: InvocationWatcher = {};
  #askedForNext = latch();
  #answer: Answer | undefined;
  #initError: Uint8Array | undefined;
  #log = '';
  #peakMemory = 0;
  #used = false;
  #ended = false;

  static async start(options: SandboxOptions, command: RunnerCommand): Promise<ExecutionEnvironment> {
    return new ExecutionEnvironment(options, command, await startRuntimeApi());
  }

  private constructor(options: SandboxOptions, command: RunnerCommand, api: RuntimeApi) {
    this.#options = options;
    this.#api = api;
    api.listen({
      onNext: () => this.#askedForNext.open(),
      onPart: (part) => this.#watcher.onResponse?.(part),
      onAnswer: (answer) => this.#noteAnswer(answer),
      onInitError: (payload) => this.#noteInitError(payload),
      onPeakMemory: (megabytes) => this.#notePeak(megabytes),
    });
    const variables = functionEnvironment(options, api.address, new Date());
    this.#process = startProcess(command, variables, options.taskRoot, (text) => this.#appendLog(text));
    if (options.standby === undefined) this.#initialized = this.#initialize();
  }

  /** Whether another invocation may be run here. An end that no invocation has told of yet is the next one's to tell. */
  get usable(): boolean {
    return !this.#ended && !(this.#used && this.#process.hasEnded());
  }

  async run(request: InvocationRequest, watcher: InvocationWatcher): Promise<InvocationReport> {
    this.#watcher = watcher;
    if (this.#log !== '') watcher.onLog?.(this.#log);
    try {
      return await this.#run(request);
    } finally {
      this.#watcher = {};
    }
  }

  async #run(request: InvocationRequest): Promise<InvocationReport> {
    this.#initialized ??= this.#initialize();
    const initialization = await this.#initialized;
    const cold = !this.#used;
    this.#used = true;
    const initLog = cold ? this.#takeLog() : '';
    const first = cold ? { initDuration: initialization.duration } : {};
    if (initialization.end.kind !== 'next') {
      this.#ended = true;
      return this.#report(request, { end: initialization.end, duration: 0, initLog, ...first });
    }

    const { timeout } = this.#options;
    const limit = this.#options.inspect === undefined ? timeout : undefined;
    this.#askedForNext = latch();
    this.#answer = undefined;
    const now = new Date();
    const started = performance.now();
    this.#api.give({
      requestId: request.requestId,
      payload: request.payload,
      headers: invocationHeaders(request, now.getTime() + (limit ?? A_DAY), now),
    });
    const end = await this.#phaseEnd(limit);
    const duration = end.kind === 'timeout' ? timeout : performance.now() - started;
    if (end.kind !== 'next') this.#ended = true;
    await this.#process.drained();
    return this.#report(request, { end, duration, initLog, ...first });
  }

  /** Resolves when the process, its children and the server are gone. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#process.kill();
    await this.#process.exited;
    await this.#api.close();
  }

  async #initialize(): Promise<Initialization> {
    const started = performance.now();
    this.#process.begin();
    const { inspect, timeout } = this.#options;
    const end = await this.#phaseEnd(inspect === undefined ? INIT_LIMIT + timeout : undefined);
    const duration = performance.now() - started;
    await this.#process.drained();
    return { end, duration };
  }

  /** Waits for the process to be through, or ends it; after anything but `next` it is gone. Without a limit it may take its time. */
  async #phaseEnd(limit: number | undefined): Promise<PhaseEnd> {
    const { pid } = this.#process;
    const releases: (() => void)[] = [];
    const ends: Promise<PhaseEnd>[] = [
      this.#askedForNext.opened.then(() => ({ kind: 'next' })),
      this.#process.exited.then((exit) => ({ kind: 'exit', exit })),
    ];
    if (limit !== undefined) {
      ends.push(
        new Promise((resolve) => {
          const timer = setTimeout(resolve, limit, { kind: 'timeout' });
          releases.push(() => clearTimeout(timer));
        }),
      );
    }
    if (pid !== undefined && limit !== undefined) {
      ends.push(
        new Promise((resolve) => {
          releases.push(watchMemory(pid, this.#options.memorySize, () => resolve({ kind: 'memory' })));
        }),
      );
    }
    const end = await Promise.race(ends);
    for (const release of releases) release();
    if (pid !== undefined) this.#notePeak(peakMemory(pid) ?? 0);
    if (end.kind === 'timeout' || end.kind === 'memory') {
      this.#process.kill();
      await this.#process.exited;
    }
    return end;
  }

  #report(
    request: InvocationRequest,
    phase: { end: PhaseEnd; duration: number; initLog: string; initDuration?: number },
  ): InvocationReport {
    const outcome: InvocationOutcome = {
      ...phase,
      request,
      functionLog: this.#takeLog(),
      maxMemoryUsed: phase.end.kind === 'memory' ? this.#options.memorySize : this.#peakMemory,
      ...(this.#answer === undefined ? {} : { answer: this.#answer }),
      ...(this.#initError === undefined ? {} : { initError: this.#initError }),
    };
    return invocationReport(this.#options, outcome, new Date());
  }

  #noteAnswer(answer: Answer): void {
    this.#answer = answer;
  }

  #noteInitError(payload: Uint8Array): void {
    this.#initError = payload;
    // Lambda ends a runtime that could not initialise; one that lingers has nothing left to say.
    this.#process.kill();
  }

  #notePeak(megabytes: number): void {
    this.#peakMemory = Math.max(this.#peakMemory, megabytes);
  }

  #appendLog(output: string): void {
    const { inspect } = this.#options;
    const text = inspect === undefined ? output : withoutInspector(output, inspect.onMessage);
    if (text === '') return;
    this.#watcher.onLog?.(text);
    if (this.#log.length > LOG_LIMIT) return;
    this.#log += text;
    if (this.#log.length > LOG_LIMIT) this.#log += '\n[the rest of this log was dropped: over 16 MB]\n';
  }

  #takeLog(): string {
    const log = this.#log;
    this.#log = '';
    return log === '' || log.endsWith('\n') ? log : `${log}\n`;
  }
}

function latch(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
