import type { Clock } from '../settings.ts';
import { type FunctionVersion, settle } from './function-version.ts';

export interface Alias {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly revisionId: string;
  /** Version → share of the traffic, 0 to 1. */
  readonly weights: Readonly<Record<string, number>>;
}

/** One accepted write, for "who wrote what" in tests. */
export interface FunctionWrite {
  readonly time: number;
  readonly operation: string;
  readonly callerArn: string;
  readonly codeSha256: string;
}

/** One function and all that belongs to it. State: only the operations of this folder and seeding write to it. */
export interface FunctionRecord {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  tags: Readonly<Record<string, string>>;
  latest: FunctionVersion;
  readonly published: Map<string, FunctionVersion>;
  readonly aliases: Map<string, Alias>;
  /** The number that the next published version gets; numbers are never given twice. */
  nextVersion: number;
  readonly writes: FunctionWrite[];
  invocations: number;
}

export interface FunctionStore {
  /** Settled as of now. */
  get(account: string, region: string, name: string): FunctionRecord | undefined;
  /** Sorted by name, settled as of now. */
  list(account: string, region: string): readonly FunctionRecord[];
  all(): readonly FunctionRecord[];
  add(record: FunctionRecord): void;
  remove(record: FunctionRecord): void;
}

export function createFunctionStore(clock: Clock, onSettled: (record: FunctionRecord) => void): FunctionStore {
  const records = new Map<string, FunctionRecord>();
  const key = (account: string, region: string, name: string) => `${account}/${region}/${name}`;
  const settled = (record: FunctionRecord): FunctionRecord => {
    const now = clock();
    const latest = settle(record.latest, now);
    if (latest !== record.latest) {
      record.latest = latest;
      onSettled(record);
    }
    for (const [number, version] of record.published) {
      const after = settle(version, now);
      if (after !== version) record.published.set(number, after);
    }
    return record;
  };
  const all = () => [...records.values()].map(settled);
  return {
    get(account, region, name) {
      const record = records.get(key(account, region, name));
      return record === undefined ? undefined : settled(record);
    },
    list: (account, region) =>
      all()
        .filter((record) => record.account === account && record.region === region)
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    all,
    add: (record) => void records.set(key(record.account, record.region, record.name), record),
    remove: (record) => void records.delete(key(record.account, record.region, record.name)),
  };
}
