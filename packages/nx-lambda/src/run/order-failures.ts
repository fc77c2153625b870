/** What keeps services from being provisioned in an order: cycles, and services named that are not there. */
import type { ExecutorContext } from '@nx/devkit';
import { closestName, type Failure, type Service } from '@nx-lambda/core';
import { lambdaOf } from './project-services.ts';

type Projects = ExecutorContext['projectsConfigurations']['projects'];

/** The services with these failures among their own, for commands that go by the order. */
export function withOrderFailures(services: readonly Service[], projects: Projects): readonly Service[] {
  return services.map((service) => {
    const cycle = lambdaOf(projects[service.name]?.metadata)?.cycle;
    const failures = [...(cycle === undefined ? [] : [cycle]), ...unknownServices(service, Object.keys(projects))];
    return failures.length === 0 ? service : { ...service, failures: [...service.failures, ...failures] };
  });
}

function unknownServices({ dependsOn = [] }: Service, known: readonly string[]): readonly Failure[] {
  return dependsOn.flatMap(({ name, place }): readonly Failure[] => {
    if (known.includes(name)) return [];
    const closest = closestName(name, known);
    return [
      {
        code: 'NXL-CONFIG-DEPENDS-ON',
        message: `There is no project ${name}.`,
        advice: closest === undefined ? 'Name services by the names of their projects.' : `Did you mean ${closest}?`,
        place,
      },
    ];
  });
}
