import { recordSetGroup } from '../api/record-sets.ts';
import { resolved, type SamResource, type TransformContext } from '../context.ts';
import { type Generated, generated, given, handedDown } from '../generated.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { isGiven, isList, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { contentDigest } from '../logical-id.ts';
import { resourceProblem } from '../problem.ts';

/** `Domain`: the custom domain, its mappings to the API, and its records. */
export function httpDomain(sam: SamResource, context: TransformContext): readonly Generated[] {
  const domain = resolved(sam.properties['Domain'], context);
  if (!isObject(domain)) return [];
  const { DomainName: name = null, CertificateArn: certificate = null } = domain;
  if (name === null || certificate === null) {
    const message = 'Custom Domains only works if both DomainName and CertificateArn are provided.';
    throw resourceProblem(sam.logicalId, message);
  }
  const endpoint = domain['EndpointConfiguration'] ?? 'REGIONAL';
  if (endpoint !== 'REGIONAL') {
    throw resourceProblem(sam.logicalId, "EndpointConfiguration for Custom Domains must be one of ['REGIONAL'].");
  }
  const id = `ApiGatewayDomainNameV2${contentDigest(name)}`;
  const options = { attributes: handedDown(sam.source) };
  const made = generated(
    'AWS::ApiGatewayV2::DomainName',
    id,
    {
      DomainName: name,
      DomainNameConfigurations: [
        given({
          CertificateArn: certificate,
          EndpointType: endpoint,
          OwnershipVerificationCertificateArn: orNothing(domain['OwnershipVerificationCertificateArn']),
          SecurityPolicy: orNothing(domain['SecurityPolicy']),
        }),
      ],
      MutualTlsAuthentication: mutualTls(sam, domain['MutualTlsAuthentication']),
      Tags: { 'httpapi:createdBy': 'SAM' },
    },
    options,
  );
  const route53 = domain['Route53'];
  const target = { HostedZoneId: getAtt(id, 'RegionalHostedZoneId'), DNSName: getAtt(id, 'RegionalDomainName') };
  const records = isObject(route53) ? [recordSetGroup(sam, route53, name, target, context)] : [];
  return [made, ...mappings(sam, domain, id), ...records];
}

function orNothing(value: JsonValue | undefined): JsonValue | undefined {
  return isGiven(value) ? value : undefined;
}

function mutualTls(sam: SamResource, tls: JsonValue | undefined): JsonObject | undefined {
  if (!isGiven(tls)) return undefined;
  const fields = "['TruststoreUri', 'TruststoreVersion']";
  if (!isObject(tls)) {
    const message = `MutualTlsAuthentication must be a map with at least one of the following fields ${fields}.`;
    throw resourceProblem(sam.logicalId, message);
  }
  const { TruststoreUri, TruststoreVersion, ...others } = tls;
  const invalid = Object.keys(others).toSorted();
  if (invalid.length > 0) {
    throw resourceProblem(invalid.join(','), `Available MutualTlsAuthentication fields are ${fields}.`);
  }
  return given({ TruststoreUri: orNothing(TruststoreUri), TruststoreVersion: orNothing(TruststoreVersion) });
}

function mappings({ logicalId, source }: SamResource, domain: JsonObject, domainId: string): readonly Generated[] {
  const options = { attributes: handedDown(source) };
  const shared = { DomainName: ref(domainId), ApiId: ref(logicalId), Stage: ref(`${logicalId}.Stage`) };
  const written = domain['BasePath'];
  const paths = isGiven(written) ? (isList(written) ? written : [written]) : undefined;
  if (paths === undefined)
    return [generated('AWS::ApiGatewayV2::ApiMapping', `${logicalId}ApiMapping`, shared, options)];
  return paths.map((path) => {
    if (!isString(path)) throw resourceProblem(logicalId, 'Basepath must be a string.');
    if (/[^0-9a-zA-Z/\-_]/.test(path)) throw resourceProblem(logicalId, 'Invalid Basepath name provided.');
    const id = `${logicalId}${path.replaceAll(/[-_/]+/g, '')}ApiMapping`;
    const ApiMappingKey = path.replaceAll(/^\/+|\/+$/g, '');
    return generated('AWS::ApiGatewayV2::ApiMapping', id, { ...shared, ApiMappingKey }, options);
  });
}
