/**
 * What a scan looks at before and after others began to read the same files, and whether both saw the same.
 *
 * What was looked at before is known to the scan as it was then: whoever compares it at the end has proven the time
 * between. What is looked at later must have been unchanged for as long as times of files are told in steps. A file that
 * came, went or was moved changes the times of a folder, so those of all folders on the way count too.
 */
import { statSync } from 'node:fs';
import { type FileFacts, folderOf, type PathFact, STAMP_STEP } from './file-facts.ts';

export class EarlyLook {
  private readonly facts: FileFacts;
  private root: string | undefined;

  constructor(facts: FileFacts) {
    this.facts = facts;
  }

  at(path: string): PathFact {
    return this.facts.at(path);
  }

  /** Undefined when it vanished or can't be read. */
  bytes(path: string): Buffer | undefined {
    return this.facts.sourceBytes(path);
  }

  get hasBegun(): boolean {
    return this.root !== undefined;
  }

  /** To be called once, before others begin to read. @param now milliseconds since the epoch. */
  begin(now: number): void {
    this.root = folderTimes(this.facts.root);
    this.facts.noteRecent(now - STAMP_STEP);
  }

  /** Whether these are what they were when {@link begin} was called, and those absent that were absent. */
  isUntouched(paths: readonly string[], absent: readonly string[]): boolean {
    if (this.root === undefined) return false;
    // Of the root itself no times are noted.
    if (this.root !== folderTimes(this.facts.root)) return false;
    for (const path of paths) this.facts.at(path);
    const { recent } = this.facts;
    const isRecent = (path: string) => isIn(recent, path);
    return recent.size === 0 || !(paths.some(isRecent) || absent.some(isRecent));
  }
}

function isIn(recent: ReadonlySet<string>, path: string): boolean {
  for (let at = path; at !== ''; at = folderOf(at)) if (recent.has(at)) return true;
  return false;
}

function folderTimes(absolute: string): string | undefined {
  try {
    const { mtimeMs, ctimeMs } = statSync(absolute);
    return `${mtimeMs} ${ctimeMs}`;
  } catch {
    return undefined;
  }
}
