/** Whether the deployed configuration fits the artifact. Only code is ever written, so the rest must fit already. */
import type { Failure, Notice } from '../failure.ts';
import type { DeployedFunction, ListedFunction } from './deployed-function.ts';

/** What the artifact was built for. */
export interface CodeShape {
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: string;
}

/** Every difference that code alone can't bridge. */
export function shapeFailures(deployed: ListedFunction, built: CodeShape): readonly Failure[] {
  if (deployed.packageType !== 'Zip') return [mismatch(deployed, 'package type', deployed.packageType, 'Zip')];
  const failures: Failure[] = [];
  const family = runtimeFamily(built.runtime);
  if (deployed.runtime === undefined || runtimeFamily(deployed.runtime) !== family) {
    failures.push(mismatch(deployed, 'runtime', deployed.runtime ?? 'none', built.runtime));
  }
  if (deployed.handler !== built.handler) {
    failures.push(mismatch(deployed, 'handler', deployed.handler ?? 'none', built.handler));
  }
  // Lambda reports x86_64 for functions that never set it; an empty list means the same.
  const architecture = deployed.architectures[0] ?? 'x86_64';
  if (architecture !== built.architecture) {
    failures.push(mismatch(deployed, 'architecture', architecture, built.architecture));
  }
  return failures;
}

/** Another version of the same runtime takes the code, but may behave differently. */
export function shapeNotice(deployed: DeployedFunction, built: CodeShape): Notice | undefined {
  if (deployed.runtime === undefined || deployed.runtime === built.runtime) return undefined;
  return {
    code: 'NXL-PLAN-RUNTIME-VERSION',
    message: `${deployed.physicalName} runs on ${deployed.runtime}, but was built for ${built.runtime}.`,
    advice: 'Provision the stack to move it to the runtime of the template.',
  };
}

/** `nodejs22.x` → `nodejs`, `provided.al2023` → `provided`, `dotnetcore3.1` → `dotnet`. */
export function runtimeFamily(runtime: string): string {
  const letters = /^[a-z]+/.exec(runtime)?.[0] ?? runtime;
  return letters === 'dotnetcore' ? 'dotnet' : letters;
}

function mismatch(deployed: ListedFunction, what: string, found: string, built: string): Failure {
  return {
    code: 'NXL-PLAN-PROVISION-FIRST',
    message: `${deployed.physicalName} has the ${what} ${found}, but was built for ${built}.`,
    advice: "Provision first: deploy the service's stack to the feature environment, then deploy the code again.",
  };
}
