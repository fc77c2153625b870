/**
 * Work that can wait until Nx has its answer, done in small steps: Nx reads an answer of megabytes only as fast as this
 * process comes round to sending the next part of it.
 */

/** Does a small part at each step. */
export type Work = Generator<void, void>;

/** Milliseconds in which Nx receives the answer: sending it leaves nothing for steps. */
const HANDOVER = 60;

/** Milliseconds. */
const STEP = 3;

export class DeferredWork {
  private readonly pending = new Map<string, Work>();

  /** Takes the place of what was put off under this key and has not been finished. The process does not wait for its beginning. */
  putOff(key: string, work: Work): void {
    this.pending.set(key, work);
    setTimeout(() => this.proceed(key, work), HANDOVER).unref();
  }

  forget(key: string): void {
    this.pending.delete(key);
  }

  /** Does what is left of it at once. */
  finish(key: string): void {
    const work = this.pending.get(key);
    this.pending.delete(key);
    for (let step = work?.next(); step?.done === false; step = work?.next());
  }

  private proceed(key: string, work: Work): void {
    const end = performance.now() + STEP;
    do {
      if (this.pending.get(key) !== work) return;
      if (work.next().done === true) {
        this.pending.delete(key);
        return;
      }
    } while (performance.now() < end);
    // Not unreferenced: then Node would wait for input first.
    setImmediate(() => this.proceed(key, work));
  }
}
