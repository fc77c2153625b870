/** Which function and which event an invocation is about, from what the user typed and what the service has. */
import { type Failure, failed, type Result, success } from '../failure.ts';
import type { LambdaFunction, Service } from '../service/service.ts';
import { closestNames } from '../suggestion.ts';

/**
 * The function that is named; else the one that the event is for: an event file `events/<Function>.json` or
 * `events/<Function>.<anything>.json` is for that function; else the only function of the service.
 */
export function chooseFunction(
  service: Service,
  chosen: { readonly functionName?: string; readonly event?: string },
): Result<LambdaFunction> {
  if (chosen.functionName !== undefined) return namedFunction(service, chosen.functionName);
  const [first, ...others] = service.functions;
  if (first === undefined) return failed(noFunctions(service));
  if (others.length === 0) return success(first);
  const forEvent = chosen.event === undefined ? undefined : functionOfEvent(service, chosen.event);
  return forEvent === undefined ? failed(severalFunctions(service)) : success(forEvent);
}

/** The longest matching name wins, so that `Order.Created` is not taken for `Order`'s event where both exist. */
function functionOfEvent(service: Service, event: string): LambdaFunction | undefined {
  return service.functions
    .filter(({ logicalId }) => {
      const stem = logicalId.replaceAll('/', '.');
      return event === stem || event.startsWith(`${stem}.`);
    })
    .sort((a, b) => b.logicalId.length - a.logicalId.length)[0];
}

function namedFunction(service: Service, name: string): Result<LambdaFunction> {
  const found = service.functions.find(({ logicalId }) => logicalId === name);
  if (found !== undefined) return success(found);
  const undeployable = service.undeployable.find(({ logicalId }) => logicalId === name);
  if (undeployable !== undefined)
    return failed({
      code: 'NXL-INVOKE-UNDEPLOYABLE',
      message: `${name} of ${service.name} is not managed here: ${undeployable.reason.message}`,
      advice: undeployable.reason.advice,
      ...(undeployable.reason.place === undefined ? {} : { place: undeployable.reason.place }),
    });
  const known = service.functions.map(({ logicalId }) => logicalId);
  const close = closestNames(name, known);
  return failed({
    code: 'NXL-INVOKE-UNKNOWN-FUNCTION',
    message: `${service.name} has no function ${name}.`,
    advice: close.length > 0 ? `Did you mean ${alternatives(close)}?` : 'Take one of the functions below.',
    notes: known.length === 0 ? ['The service has no function that can be invoked here.'] : known,
  });
}

function noFunctions(service: Service): Failure {
  return {
    code: 'NXL-INVOKE-NO-FUNCTION',
    message: `${service.name} has no function that can be invoked here.`,
    advice: 'Look at the reasons below, or name another service.',
    notes: service.undeployable.map(({ logicalId, reason }) => `${logicalId}: ${reason.message}`),
  };
}

function severalFunctions(service: Service): Failure {
  return {
    code: 'NXL-INVOKE-WHICH-FUNCTION',
    message: `${service.name} has ${service.functions.length} functions, and none was named.`,
    advice: 'Add --function=<name>, or name the event file events/<name>.<event>.json.',
    notes: service.functions.map(({ logicalId }) => logicalId),
  };
}

/** What `--event` and `--payload` ask for. Reading is the caller's part. */
export type PayloadSource =
  | { readonly kind: 'default' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'stdin' }
  /** One of the service's own events; the path is workspace-relative. */
  | { readonly kind: 'event'; readonly name: string; readonly path: string }
  /** A path as it was typed. */
  | { readonly kind: 'file'; readonly path: string };

/** `--event` is the name of a file in `events/`, else a path (with a `/`, a `\` or `.json`); never both it and `--payload`. */
export function choosePayload(
  service: Service,
  chosen: { readonly event?: string; readonly payload?: string },
): Result<PayloadSource> {
  const { event, payload } = chosen;
  if (event !== undefined && payload !== undefined)
    return failed({
      code: 'NXL-INVOKE-TWO-PAYLOADS',
      message: 'Both --event and --payload were given.',
      advice: 'Leave one of them away.',
    });
  if (payload !== undefined) return success(payload === '-' ? { kind: 'stdin' } : { kind: 'text', text: payload });
  if (event === undefined) return success({ kind: 'default' });
  if (service.events.includes(event)) {
    const folder = service.root === '.' ? 'events' : `${service.root}/events`;
    return success({ kind: 'event', name: event, path: `${folder}/${event}.json` });
  }
  if (/[/\\]|\.json$/i.test(event)) return success({ kind: 'file', path: event });
  return failed(noSuchEvent(service, event));
}

/** No file of that name in `events/`, or no file at that path. */
export function noSuchEvent(service: Service, event: string): Failure {
  const close = closestNames(event.replace(/^.*[/\\]/, '').replace(/\.json$/i, ''), service.events);
  const folder = service.root === '.' ? 'events' : `${service.root}/events`;
  return {
    code: 'NXL-INVOKE-NO-EVENT',
    message: `${service.name} has no event ${event}.`,
    advice:
      close.length > 0
        ? `Did you mean ${alternatives(close)}?`
        : `Put ${event.replace(/^.*[/\\]/, '').replace(/\.json$/i, '')}.json into ${folder}, or give the path of a JSON file.`,
    ...(service.events.length === 0 ? {} : { notes: service.events }),
  };
}

function alternatives(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
