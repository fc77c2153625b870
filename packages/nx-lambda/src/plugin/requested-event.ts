/**
 * Nx drops a configuration that a target does not have without a word, so `orders:invoke-cloud:typo` would invoke the
 * function with an empty event. What was asked for is handed to the executor, which knows what there is.
 */

export const EVENT_VARIABLE = 'NX_LAMBDA_REQUESTED_EVENT';

/**
 * The configuration that is asked of an invoke target: `nx run orders:invoke-cloud:created`,
 * `nx invoke-cloud orders -c created`. Undefined: none, or the command is about other targets.
 *
 * @param args Nx's own arguments.
 */
export function requestedEvent(args: readonly string[], invokeTargets: readonly string[]): string | undefined {
  for (const arg of args) {
    const [, target, configuration] = arg.split(':');
    if (
      !arg.startsWith('-') &&
      target !== undefined &&
      invokeTargets.includes(target) &&
      configuration !== undefined &&
      configuration !== ''
    ) {
      return configuration;
    }
  }
  const isAboutTarget = args.some(
    (arg) => invokeTargets.includes(arg) || invokeTargets.includes(arg.split(':')[1] ?? ''),
  );
  if (!isAboutTarget) return undefined;
  const index = args.findIndex((arg) => /^(?:-c|--configuration)(?:=|$)/.test(arg));
  const flag = args[index];
  if (flag === undefined) return undefined;
  return flag.includes('=') ? flag.slice(flag.indexOf('=') + 1) : args[index + 1];
}
