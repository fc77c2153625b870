import type { SamResource, TransformContext } from '../context.ts';
import type { Generated } from '../generated.ts';
import { isObject, isString, type JsonValue, withoutNulls } from '../json.ts';
import { EventProblem, resourceProblem } from '../problem.ts';
import { checkProperties } from '../property-rules.ts';
import { byCodePoint } from '../python-json.ts';
import { ALEXA_SKILL, COGNITO } from './application-triggers.ts';
import type { EventSource, EventSources, EventTarget, SamEvent } from './event.ts';
import { FUNCTION_API } from './function-api.ts';
import { HTTP_API } from './http-api.ts';
import { IOT_RULE } from './iot-rule.ts';
import { CLOUD_WATCH_LOGS } from './log-subscription.ts';
import { POLLED_SOURCES } from './polled-sources.ts';
import { FUNCTION_RULE } from './rule.ts';
import { S3 } from './s3.ts';
import { FUNCTION_SCHEDULE } from './schedule.ts';
import { SCHEDULE_V2 } from './schedule-v2.ts';
import { SNS } from './sns.ts';
import { STATE_MACHINE_API } from './state-machine-api.ts';
import { STATE_MACHINE_RULE, STATE_MACHINE_SCHEDULE } from './state-machine-rules.ts';

const SOURCES: Readonly<Record<EventTarget['kind'], EventSources>> = {
  function: {
    ...POLLED_SOURCES,
    AlexaSkill: ALEXA_SKILL,
    Api: FUNCTION_API,
    CloudWatchEvent: FUNCTION_RULE,
    CloudWatchLogs: CLOUD_WATCH_LOGS,
    Cognito: COGNITO,
    EventBridgeRule: FUNCTION_RULE,
    HttpApi: HTTP_API,
    IoTRule: IOT_RULE,
    S3,
    SNS,
    Schedule: FUNCTION_SCHEDULE,
    ScheduleV2: SCHEDULE_V2,
  },
  'state machine': {
    Api: STATE_MACHINE_API,
    CloudWatchEvent: STATE_MACHINE_RULE,
    EventBridgeRule: STATE_MACHINE_RULE,
    Schedule: STATE_MACHINE_SCHEDULE,
    ScheduleV2: SCHEDULE_V2,
  },
};

/** Refuses events that are unknown, miss a property or name what is not there. */
export function checkEvents(sam: SamResource, kind: EventTarget['kind'], context: TransformContext): void {
  asResourceProblem(sam.logicalId, () => {
    for (const event of eventsOf(sam, kind)) {
      const source = sourceOf(event, kind);
      checkProperties(event.id, event.type, event.properties, source.rules);
      source.check?.(event, context);
    }
  });
}

/** What a function's or a state machine's events need, made in the order of their paths and names. */
export function eventResources(sam: SamResource, target: EventTarget, context: TransformContext): readonly Generated[] {
  const events = eventsOf(sam, target.kind);
  const ordered = target.kind === 'function' ? events.toSorted((a, b) => byCodePoint(orderOf(a), orderOf(b))) : events;
  const make = (): readonly Generated[] =>
    ordered.flatMap((event) => sourceOf(event, target.kind).resources(event, target, context));
  return target.kind === 'function' ? asResourceProblem(sam.logicalId, make) : make();
}

function orderOf(event: SamEvent): string {
  return isString(event.properties['Path']) ? event.properties['Path'] : event.name;
}

function eventsOf(sam: SamResource, kind: EventTarget['kind']): readonly SamEvent[] {
  const events = sam.properties['Events'];
  if (!isObject(events)) return [];
  return Object.entries(events).map(([name, event]) => readEvent(sam.logicalId, name, event, kind));
}

function readEvent(owner: string, name: string, event: JsonValue, kind: EventTarget['kind']): SamEvent {
  const type = isObject(event) ? event['Type'] : undefined;
  if (!isObject(event) || !isString(type) || SOURCES[kind][type] === undefined) {
    const shown = isString(type) ? type : 'None';
    const message = `Resource dict has missing or invalid value for key Type. Event Type is: ${shown}.`;
    throw new EventProblem(name, message);
  }
  const id = owner + name;
  if (!/^[A-Za-z0-9]+$/.test(id)) throw resourceProblem(id, 'Logical ids must be alphanumeric.');
  const properties = event['Properties'] ?? {};
  if (!isObject(properties)) throw resourceProblem(id, 'Properties of a resource must be an object.');
  return { id, name, type, properties: withoutNulls(properties) };
}

function sourceOf(event: SamEvent, kind: EventTarget['kind']): EventSource {
  const source = SOURCES[kind][event.type];
  if (source === undefined) throw new Error(`no event source ${event.type} for a ${kind}`);
  return source;
}

/** An event's problem, told as its owner's. */
function asResourceProblem<T>(logicalId: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof EventProblem) throw resourceProblem(logicalId, error.message);
    throw error;
  }
}
