/** The executor `nx-lambda:invoke-cloud`. */
import type { ExecutorContext } from '@nx/devkit';
import { type InvokeOptions, invokeProject } from '../run/invoke-project.ts';

export async function invokeCloudExecutor(
  options: InvokeOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return { success: await invokeProject(options, context) };
}
