/** The executor `nx-lambda:invoke-cloud`. */
import type { CommandContext } from '../run/command-context.ts';
import { writeOut } from '../run/command-output.ts';
import { failuresText } from '../run/failures-text.ts';
import { INVOKE_FLAGS, readFlags } from '../run/flags.ts';
import { invokeProject } from '../run/invoke-project.ts';

export async function invokeCloudExecutor(
  given: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<{ success: boolean }> {
  const options = readFlags(given, INVOKE_FLAGS);
  if (options.ok) return { success: await invokeProject(options.value, context) };
  writeOut(failuresText(options.failures));
  return { success: false };
}
