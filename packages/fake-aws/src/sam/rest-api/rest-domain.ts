import { recordSetGroup } from '../api/record-sets.ts';
import type { SamResource, TransformContext } from '../context.ts';
import { type Generated, generated, given, handedDown } from '../generated.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { isGiven, isList, isObject, isString, type JsonObject, type JsonValue } from '../json.ts';
import { contentDigest } from '../logical-id.ts';
import { resourceProblem } from '../problem.ts';

/** The zone that all edge-optimized domains of CloudFront are in (AWS's documentation of alias targets). */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

export interface RestDomain {
  readonly resources: readonly Generated[];
  /** `Domain` with what the transform adds to it, which counts for the deployment's digest. */
  readonly settings: JsonObject;
}

/** `Domain`: the custom domain, its base path mappings, and its records. */
export function restDomain(
  sam: SamResource,
  domain: JsonValue | undefined,
  context: TransformContext,
): RestDomain | undefined {
  if (domain === undefined) return undefined;
  const { logicalId } = sam;
  if (!isObject(domain)) throw resourceProblem(logicalId, "Property 'Domain' should be a map.");
  for (const name of ['DomainName', 'CertificateArn']) {
    if ((domain[name] ?? null) === null) throw resourceProblem(logicalId, `Property 'Domain.${name}' is required.`);
  }
  const endpoint = domain['EndpointConfiguration'] ?? 'REGIONAL';
  if (endpoint === 'PRIVATE') {
    throw resourceProblem(logicalId, 'The stand-in does not transform private custom domains.');
  }
  if (endpoint !== 'REGIONAL' && endpoint !== 'EDGE') {
    const message = "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE'].";
    throw resourceProblem(logicalId, message);
  }
  const id = `ApiGatewayDomainName${contentDigest(domain['DomainName'] ?? null)}`;
  const made = domainName(sam, domain, id, endpoint);
  const { Route53: route53 } = domain;
  const distribution = isObject(route53)
    ? (route53['DistributionDomainName'] ?? getAtt(id, 'DistributionDomainName'))
    : null;
  const target =
    endpoint === 'REGIONAL'
      ? { HostedZoneId: getAtt(id, 'RegionalHostedZoneId'), DNSName: getAtt(id, 'RegionalDomainName') }
      : { HostedZoneId: CLOUDFRONT_ZONE, DNSName: distribution };
  const records = isObject(route53)
    ? [recordSetGroup(sam, route53, domain['DomainName'] ?? null, target, context)]
    : [];
  const edge = isObject(route53) && endpoint === 'EDGE';
  return {
    resources: [made, ...mappings(sam, domain, id), ...records],
    settings: {
      ...domain,
      ...(edge ? { Route53: { ...route53, DistributionDomainName: distribution } } : {}),
      ApiDomainName: id,
      EndpointConfiguration: endpoint,
    },
  };
}

function domainName(sam: SamResource, domain: JsonObject, id: string, endpoint: string): Generated {
  const optional = (name: string): JsonValue | undefined => (isGiven(domain[name]) ? domain[name] : undefined);
  const address = optional('IpAddressType');
  return generated(
    'AWS::ApiGateway::DomainName',
    id,
    {
      DomainName: domain['DomainName'],
      [endpoint === 'REGIONAL' ? 'RegionalCertificateArn' : 'CertificateArn']: domain['CertificateArn'],
      EndpointConfiguration: given({ Types: [endpoint], IpAddressType: address }),
      MutualTlsAuthentication: mutualTls(sam, domain['MutualTlsAuthentication']),
      SecurityPolicy: optional('SecurityPolicy'),
      EndpointAccessMode: optional('EndpointAccessMode'),
      OwnershipVerificationCertificateArn: optional('OwnershipVerificationCertificateArn'),
    },
    { attributes: handedDown(sam.source) },
  );
}

function mutualTls({ logicalId }: SamResource, tls: JsonValue | undefined): JsonObject | undefined {
  if (!isGiven(tls)) return undefined;
  if (!isObject(tls)) throw resourceProblem(logicalId, "Property 'Domain.MutualTlsAuthentication' should be a map.");
  const { TruststoreUri: uri, TruststoreVersion: version, ...others } = tls;
  if (Object.keys(others).length > 0) {
    const message = "Available Domain.MutualTlsAuthentication fields are ['TruststoreUri', 'TruststoreVersion'].";
    throw resourceProblem(logicalId, message);
  }
  return given({
    TruststoreUri: isGiven(uri) ? uri : undefined,
    TruststoreVersion: isGiven(version) ? version : undefined,
  });
}

function mappings({ logicalId, source }: SamResource, domain: JsonObject, domainId: string): readonly Generated[] {
  const type = 'AWS::ApiGateway::BasePathMapping';
  const options = { attributes: handedDown(source) };
  const shared = { DomainName: ref(domainId), RestApiId: ref(logicalId), Stage: ref(`${logicalId}.Stage`) };
  const { BasePath: written } = domain;
  if (!isGiven(written)) return [generated(type, `${logicalId}BasePathMapping`, shared, options)];
  const normalize = isGiven(domain['NormalizeBasePath'] ?? true);
  return (isList(written) ? written : [written]).map((path, index) => {
    if (!isString(path)) throw resourceProblem(logicalId, `Property 'Domain.BasePath[${index}]' should be a string.`);
    const plain = path.replaceAll(/[^\p{L}\p{N}]/gu, '');
    const properties = { ...shared, BasePath: normalize ? plain : path };
    return generated(type, `${logicalId}${plain}BasePathMapping`, properties, options);
  });
}
