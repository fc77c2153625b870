/** What is deployed against the artifact that lies here. */
export type Drift = 'same' | 'differs' | 'not-built';

/** `deployed` is undefined where its content can not be known: it is not what was built. Both are codeSha256s. */
export function driftOf(built: string | undefined, deployed: string | undefined): Drift {
  if (built === undefined) return 'not-built';
  return built === deployed ? 'same' : 'differs';
}
