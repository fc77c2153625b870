import type { SamResource, TransformContext } from '../context.ts';
import { type Generated, generated, given, handedDown } from '../generated.ts';
import { isGiven, isList, type JsonObject, type JsonValue } from '../json.ts';
import { contentDigest } from '../logical-id.ts';
import { resourceProblem } from '../problem.ts';

/** `Domain.Route53`: the records of a custom domain, one group for each hosted zone. */
export function recordSetGroup(
  sam: SamResource,
  route53: JsonObject,
  domainName: JsonValue,
  target: { readonly HostedZoneId: JsonValue; readonly DNSName: JsonValue },
  context: TransformContext,
): Generated {
  const { HostedZoneId: zoneId, HostedZoneName: zoneName } = route53;
  if ((zoneId ?? null) === null && (zoneName ?? null) === null) {
    const message = 'HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains.';
    throw resourceProblem(sam.logicalId, message);
  }
  const separate = isGiven(route53['SeparateRecordSetGroup']);
  const zone = isGiven(zoneId) ? zoneId : (zoneName ?? null);
  const id = `RecordSetGroup${contentDigest(separate ? [zone, domainName] : zone)}`;
  const records = recordsOf(route53, domainName, target);
  const before = separate ? undefined : context.recordSets.get(id);
  const listed = before?.properties['RecordSets'];
  const group =
    before ??
    generated(
      'AWS::Route53::RecordSetGroup',
      id,
      { HostedZoneId: zoneId, HostedZoneName: zoneId === undefined ? zoneName : undefined },
      { attributes: handedDown(sam.source) },
    );
  group.properties = { ...group.properties, RecordSets: [...(isList(listed) ? listed : []), ...records] };
  if (!separate) context.recordSets.set(id, group);
  return group;
}

function recordsOf(
  route53: JsonObject,
  domainName: JsonValue,
  target: { readonly HostedZoneId: JsonValue; readonly DNSName: JsonValue },
): readonly JsonObject[] {
  const AliasTarget = given({ EvaluateTargetHealth: route53['EvaluateTargetHealth'], ...target });
  const types = route53['IpV6'] === true ? ['A', 'AAAA'] : ['A'];
  return types.map((Type) =>
    given({
      Name: domainName,
      Type,
      AliasTarget,
      Region: route53['Region'],
      SetIdentifier: route53['SetIdentifier'],
    }),
  );
}
