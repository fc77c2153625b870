/** Which services must be provisioned before which: whose stack exports what another one's imports. */
import { type Failure, failed, type Result, success } from '../failure.ts';
import { placeOf, type TemplateNode } from '../service/template-node.ts';
import { canBeSame, type LinkedName, type NameLinks } from './name-links.ts';

export interface LinkedService {
  readonly name: string;
  readonly links: NameLinks;
  /** Services that lambda.config.json names. */
  readonly dependsOn: readonly string[];
}

export interface ServiceEdge {
  readonly from: string;
  /** Is provisioned before `from`. */
  readonly to: string;
  /** The value in `from`'s template that needs it; absent where lambda.config.json says so. */
  readonly node?: TemplateNode;
}

/** One edge a pair of services, sorted. A service's own exports are no edge. */
export function serviceEdges(services: readonly LinkedService[]): readonly ServiceEdge[] {
  const edges = new Map<string, ServiceEdge>();
  const add = (edge: ServiceEdge): void => {
    const key = `${edge.from}\n${edge.to}`;
    if (edge.from !== edge.to && !edges.has(key)) edges.set(key, edge);
  };
  for (const service of services) {
    for (const to of service.dependsOn) add({ from: service.name, to });
    for (const { taken, offered } of [
      { taken: service.links.imports, offered: (links: NameLinks) => links.exports },
      { taken: service.links.ssmRead, offered: (links: NameLinks) => links.ssmWritten },
    ]) {
      for (const name of taken) {
        for (const other of offering(name, services, offered)) add({ from: service.name, to: other, node: name.node });
      }
    }
  }
  return [...edges.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}

function offering(
  wanted: LinkedName,
  services: readonly LinkedService[],
  offered: (links: NameLinks) => readonly LinkedName[],
): readonly string[] {
  return services
    .filter(({ links }) => offered(links).some(({ name }) => canBeSame(name, wanted.name)))
    .map(({ name }) => name);
}

/** A cycle can be provisioned in no order: it is told whole, from service to service. */
export function checkCycles(edges: readonly ServiceEdge[]): Result<void> {
  const next = new Map<string, ServiceEdge[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  const done = new Set<string>();
  const visit = (name: string, path: readonly ServiceEdge[]): readonly ServiceEdge[] | undefined => {
    if (done.has(name)) return undefined;
    const start = path.findIndex(({ from }) => from === name);
    if (start !== -1) return path.slice(start);
    for (const edge of next.get(name) ?? []) {
      const cycle = visit(edge.to, [...path, edge]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of next.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return failed(cycleFailure(cycle));
  }
  return success(undefined);
}

function cycleFailure(cycle: readonly ServiceEdge[]): Failure {
  const names = [...cycle.map(({ from }) => from), cycle[0]?.from].join(' → ');
  const node = cycle.find((edge) => edge.node !== undefined)?.node;
  return {
    code: 'NXL-PROVISION-CYCLE',
    message: `The stacks of these services need one another: ${names}.`,
    advice: 'Move what both need into a service of its own, or hand it over by a name that both make for themselves.',
    ...(node ? { place: placeOf(node) } : {}),
    notes: cycle.map(({ from, to, node: at }) => {
      const place = at && placeOf(at);
      return `${from} needs ${to}: ${place ? `${place.file}:${place.line}` : 'dependsOn in lambda.config.json'}`;
    }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
