/** What the reading of services' definitions has to say, as events. */
import type { Emit, Service } from '@nx-lambda/core';

export function tellServices(services: readonly Service[], emit: Emit): void {
  for (const service of services) {
    for (const notice of service.notices) emit({ type: 'notice', service: service.name, notice });
    if (service.failures.length > 0) {
      emit({ type: 'service-failed', service: service.name, failures: service.failures });
    }
  }
}
