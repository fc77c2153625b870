import { type Generated, generated, handedDown } from '../generated.ts';
import type { JsonValue } from '../json.ts';
import { withSuffix } from '../logical-id.ts';
import type { EventTarget, SamEvent } from './event.ts';

export interface PermissionFacts {
  readonly principal: string;
  readonly sourceArn?: JsonValue;
  readonly sourceAccount?: JsonValue;
  readonly eventSourceToken?: JsonValue;
  /** Behind `<id>Permission`. */
  readonly suffix?: string;
  /** In place of the event's id. */
  readonly prefix?: string;
}

/** Lets a service invoke the function. */
export function permission(event: SamEvent, target: EventTarget, facts: PermissionFacts): Generated {
  return generated(
    'AWS::Lambda::Permission',
    withSuffix(`${facts.prefix ?? event.id}Permission`, facts.suffix ?? ''),
    {
      Action: 'lambda:InvokeFunction',
      FunctionName: target.name,
      Principal: facts.principal,
      SourceAccount: facts.sourceAccount,
      SourceArn: facts.sourceArn,
      EventSourceToken: facts.eventSourceToken,
    },
    { attributes: handedDown(target.attributes) },
  );
}
