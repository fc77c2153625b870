import { generated, handedDown } from '../generated.ts';
import { sub } from '../intrinsics.ts';
import { subArn } from '../partition.ts';
import { each, required, STRING } from '../property-rules.ts';
import type { EventSource } from './event.ts';
import { permission } from './permission.ts';

/** A log group whose lines go to the function. */
export const CLOUD_WATCH_LOGS: EventSource = {
  rules: each('LogGroupName FilterPattern', required(STRING)),
  resources(event, target, context) {
    const { LogGroupName = null, FilterPattern = null } = event.properties;
    const arn = subArn(context.partition, 'logs', 'log-group:${__LogGroupName__}:*');
    const sourceArn = sub(arn, { __LogGroupName__: LogGroupName });
    const invoke = permission(event, target, { principal: 'logs.amazonaws.com', sourceArn });
    const filter = generated(
      'AWS::Logs::SubscriptionFilter',
      event.id,
      { LogGroupName, FilterPattern, DestinationArn: target.arn },
      { attributes: handedDown(target.attributes), dependsOn: [invoke.logicalId] },
    );
    return [invoke, filter];
  },
};
