/** Which services must be provisioned before which: whose stack exports what another one's imports. */
import type { Failure, Place } from '../failure.ts';
import { canBeSame, type LinkedName, type NameLinks, type OpenName, wholeName } from './open-name.ts';

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
  /** Where `from`'s template needs it; absent where lambda.config.json says so. */
  readonly place?: Place;
}

/** One edge a pair of services, sorted. A service's own exports are no edge, nor is a service that is not there. */
export function serviceEdges(services: readonly LinkedService[]): readonly ServiceEdge[] {
  const known = new Set(services.map(({ name }) => name));
  const edges = new Map<string, ServiceEdge>();
  const add = (edge: ServiceEdge): void => {
    const key = `${edge.from}\n${edge.to}`;
    if (edge.from !== edge.to && known.has(edge.to) && !edges.has(key)) edges.set(key, edge);
  };
  const exported = offersOf(services, ({ exports }) => exports);
  const written = offersOf(services, ({ ssmWritten }) => ssmWritten);
  for (const { name, dependsOn, links } of services) {
    for (const to of dependsOn) add({ from: name, to });
    for (const { name: wanted, place } of links.imports) {
      for (const to of offering(wanted, exported)) add({ from: name, to, place });
    }
    for (const { name: wanted, place } of links.ssmRead) {
      for (const to of offering(wanted, written)) add({ from: name, to, place });
    }
  }
  return [...edges.values()].sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to));
}

/** What services offer: most names are known whole, and are found without looking at all of them. */
interface Offers {
  readonly exact: ReadonlyMap<string, ReadonlySet<string>>;
  readonly open: readonly { readonly name: OpenName; readonly service: string }[];
}

function offersOf(services: readonly LinkedService[], offered: (links: NameLinks) => readonly LinkedName[]): Offers {
  const exact = new Map<string, Set<string>>();
  const open: { readonly name: OpenName; readonly service: string }[] = [];
  for (const { name: service, links } of services) {
    for (const { name } of offered(links)) {
      const text = wholeName(name);
      if (text === undefined) open.push({ name, service });
      else exact.set(text, (exact.get(text) ?? new Set()).add(service));
    }
  }
  return { exact, open };
}

function offering(wanted: OpenName, { exact, open }: Offers): Iterable<string> {
  const text = wholeName(wanted);
  const found = new Set(text === undefined ? [] : exact.get(text));
  if (text === undefined) {
    for (const [name, services] of exact) {
      if (canBeSame([name], wanted)) for (const service of services) found.add(service);
    }
  }
  for (const { name, service } of open) if (canBeSame(name, wanted)) found.add(service);
  return found;
}

export interface ServiceOrder {
  /** Those by which services can be ordered: none of them lies on a cycle. */
  readonly edges: readonly ServiceEdge[];
  /** The cycle of each service that lies on one. */
  readonly cycles: ReadonlyMap<string, Failure>;
}

/** Services on a cycle can be provisioned in no order: it is told whole, from service to service. */
export function orderOf(edges: readonly ServiceEdge[]): ServiceOrder {
  const next = new Map<string, ServiceEdge[]>();
  for (const edge of edges) next.set(edge.from, [...(next.get(edge.from) ?? []), edge]);
  if (!hasCycle(next)) return { edges, cycles: new Map() };
  const onCycle = edges.flatMap((edge) => {
    const back = shortestPath(edge.to, edge.from, next);
    return back === undefined ? [] : [{ edge, cycle: [edge, ...back] }];
  });
  const cycles = new Map<string, Failure>();
  for (const { cycle } of onCycle) {
    for (const { from } of cycle) if (!cycles.has(from)) cycles.set(from, cycleFailure(cycle));
  }
  const broken = new Set(onCycle.map(({ edge }) => edge));
  return { edges: edges.filter((edge) => !broken.has(edge)), cycles };
}

function hasCycle(next: ReadonlyMap<string, readonly ServiceEdge[]>): boolean {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (name: string): boolean => {
    if (state.has(name)) return state.get(name) === 'open';
    state.set(name, 'open');
    const found = (next.get(name) ?? []).some(({ to }) => visit(to));
    state.set(name, 'done');
    return found;
  };
  return [...next.keys()].some(visit);
}

/** The edges from one service to another; undefined: no way leads there. */
function shortestPath(
  from: string,
  to: string,
  next: ReadonlyMap<string, readonly ServiceEdge[]>,
): readonly ServiceEdge[] | undefined {
  const cameBy = new Map<string, ServiceEdge>();
  const queue = [from];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (name === to) {
      const path: ServiceEdge[] = [];
      for (
        let edge = cameBy.get(to);
        edge !== undefined;
        edge = edge.from === from ? undefined : cameBy.get(edge.from)
      ) {
        path.unshift(edge);
      }
      return path;
    }
    for (const edge of next.get(name) ?? []) {
      if (edge.to === from || cameBy.has(edge.to)) continue;
      cameBy.set(edge.to, edge);
      queue.push(edge.to);
    }
  }
  return undefined;
}

function cycleFailure(cycle: readonly ServiceEdge[]): Failure {
  const names = [...cycle.map(({ from }) => from), cycle[0]?.from].join(' → ');
  const place = cycle.find((edge) => edge.place !== undefined)?.place;
  return {
    code: 'NXL-PROVISION-CYCLE',
    message: `The stacks of these services need one another: ${names}.`,
    advice: 'Move what both need into a service of its own, or hand it over by a name that both make for themselves.',
    ...(place ? { place } : {}),
    notes: cycle.map(({ from, to, place: at }) => {
      return `${from} needs ${to}: ${at ? `${at.file}:${at.line}` : 'dependsOn in lambda.config.json'}`;
    }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
