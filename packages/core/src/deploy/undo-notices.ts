/** What a rollback says of what it does not bring back. */
import type { Failure } from '../failure.ts';

/** The functions have layers whose content lies in the workspace. */
export function layersNotRestored(functions: readonly string[]): Failure {
  const [first, ...others] = functions;
  const more = others.length === 0 ? '' : ` and of ${others.length} more`;
  return {
    code: 'NXL-DEPLOY-LAYERS-STAY',
    message: `The layers of ${first}${more} stay as they are: a rollback brings back code alone.`,
    advice: "If the older code needs older layers, check out the layers' files of that time and run deploy-feature.",
  };
}
