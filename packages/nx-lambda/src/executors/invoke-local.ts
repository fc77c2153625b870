/** The executor `nx-lambda:invoke-local`. */
import type { CommandContext } from '../run/command-context.ts';
import { writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { LOCAL_FLAGS, readFlags } from '../run/flags.ts';
import { runLocalProject } from '../run/local-project.ts';

export async function invokeLocalExecutor(
  given: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<{ success: boolean }> {
  const options = readFlags(given, LOCAL_FLAGS);
  if (options.ok) return { success: await runLocalProject(options.value, context) };
  writeOut(failuresText(options.failures));
  return { success: false };
}
