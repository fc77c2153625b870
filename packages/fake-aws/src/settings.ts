/** What can be switched while the stand-in runs. */
export interface Settings {
  /** AWS's limits of Lambda's control plane; see rate-limit.ts. */
  limits: boolean;
  /** Milliseconds that each round trip takes, half of them before the effect and half after. */
  latency: number;
  /** Milliseconds from the acceptance of an update to LastUpdateStatus Successful. */
  updateTime: number;
  /** Milliseconds from CreateFunction to State Active. */
  createTime: number;
  /** Milliseconds from PublishVersion to State Active, where SnapStart makes a snapshot of the version first. */
  snapshotTime: number;
  /** What the addresses of GetFunction's Code.Location answer with: HTTP status; 200 is the code. */
  codeLocationStatus: number;
  /** Milliseconds that CloudFormation takes for each resource, and for a change set; a quarter in EXPRESS mode. */
  resourceTime: number;
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  limits: false,
  latency: 0,
  updateTime: 0,
  createTime: 0,
  snapshotTime: 0,
  codeLocationStatus: 200,
  resourceTime: 0,
};

/** Milliseconds since 1970. An argument everywhere, so that a test moves time by hand. */
export type Clock = () => number;
