/** From functions' results to services' results. */
import type { BuildPorts, Emit, Failure, Service } from '@nx-lambda/core';
import type { FunctionBuildResult } from './build-function.ts';
import type { BuildState } from './build-state.ts';

export interface ServiceBuildResult {
  readonly service: string;
  /** No function failed and the service itself has no failures. */
  readonly ok: boolean;
  /** Failures of the service as a whole. */
  readonly failures: readonly Failure[];
  readonly functions: readonly FunctionBuildResult[];
}

/** Collects the functions' results, tells each, and finishes a service when its last function has settled. */
export function settleServices(
  services: readonly Service[],
  ports: BuildPorts,
  state: BuildState,
  emit: Emit,
  onServiceBuilt?: (result: ServiceBuildResult) => void,
) {
  const settled = new Map<Service, FunctionBuildResult[]>();
  const finished = new Map<Service, ServiceBuildResult>();

  const finish = async (service: Service): Promise<void> => {
    const results = settled.get(service) ?? [];
    const functions = service.functions.flatMap(
      (fn) => results.find((result) => result.logicalId === fn.logicalId) ?? [],
    );
    // A failed build leaves no artifact: an older one would be deployed as if it were this one's.
    const keep = functions.flatMap((result) => (result.kind === 'built' ? [result.logicalId] : []));
    const pruned = await ports.store.prune(service, keep);
    await state.record(service, new Set(keep));
    const failures = [...service.failures, ...(pruned.ok ? [] : pruned.failures)];
    if (failures.length > 0) emit({ type: 'service-failed', service: service.name, failures });
    const ok = failures.length === 0 && keep.length === service.functions.length;
    const result: ServiceBuildResult = { service: service.name, ok, failures, functions };
    finished.set(service, result);
    onServiceBuilt?.(result);
  };

  const settle = async (service: Service, result: FunctionBuildResult, duration: number): Promise<void> => {
    const results = settled.get(service) ?? [];
    settled.set(service, results);
    results.push(result);
    const subject = { service: service.name, logicalId: result.logicalId };
    const why = result.why && { why: result.why };
    if (result.kind === 'built') {
      const { codeSha256, zipSize } = result.manifest;
      const reused = result.reused && { reused: true };
      emit({ type: 'function-built', ...subject, codeSha256, zipSize, duration, ...reused, ...why });
    } else {
      emit({ type: 'function-build-failed', ...subject, failures: result.failures, ...why });
    }
    if (results.length === service.functions.length) await finish(service);
  };

  const results = () => services.flatMap((service) => finished.get(service) ?? []);
  return { settle, finish, results };
}
