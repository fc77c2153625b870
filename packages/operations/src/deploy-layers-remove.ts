/** Removes versions of layers that this environment's deployments published and that no function has any more. */
import {
  type DeployPorts,
  type LayerAction,
  type LayerPort,
  type Notice,
  type Result,
  readLayerMark,
  success,
} from '@nx-lambda/core';

export interface RemovedVersions {
  /** ARNs, by the action of their layer. */
  readonly removed: ReadonlyMap<LayerAction, readonly string[]>;
  readonly notices: readonly Notice[];
}

/**
 * Only versions whose description carries our mark with this environment are removed, and only those that no function of
 * the account and region has. The version with the built content stays, for the next deployment.
 */
export async function removeOldVersions(
  actions: readonly LayerAction[],
  environment: string,
  ports: Pick<DeployPorts, 'lambda'> & { readonly layers: LayerPort },
): Promise<RemovedVersions> {
  const removed = new Map<LayerAction, readonly string[]>();
  const used = await usedVersions(ports);
  if (!used.ok) return { removed, notices: used.failures };
  const notices: Notice[] = [];
  for (const action of actions) {
    const versions = await versionsOf(action.name, ports.layers);
    if (!versions.ok) {
      notices.push(...versions.failures);
      continue;
    }
    const gone: string[] = [];
    for (const { arn, version, description } of versions.value) {
      const mark = readLayerMark(description);
      if (mark?.environment !== environment || mark.codeSha256 === action.codeSha256 || used.value.has(arn)) continue;
      const deleted = await ports.layers.deleteVersion(action.name, version);
      if (deleted.ok) gone.push(arn);
      else notices.push(...deleted.failures);
    }
    removed.set(action, gone);
  }
  return { removed, notices };
}

async function usedVersions({ lambda }: Pick<DeployPorts, 'lambda'>): Promise<Result<ReadonlySet<string>>> {
  const used = new Set<string>();
  for (let marker: string | undefined; ; ) {
    const page = await lambda.listFunctions(marker);
    if (!page.ok) return page;
    for (const { layers = [] } of page.value.functions) for (const arn of layers) used.add(arn);
    marker = page.value.next;
    if (marker === undefined) return success(used);
  }
}

async function versionsOf(name: string, layers: LayerPort) {
  const versions: { readonly arn: string; readonly version: number; readonly description: string }[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await layers.listVersions(name, marker);
    if (!page.ok) return page;
    versions.push(...page.value.versions);
    marker = page.value.next;
    if (marker === undefined) return success(versions);
  }
}
