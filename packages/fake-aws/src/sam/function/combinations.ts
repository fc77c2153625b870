import type { SamResource } from '../context.ts';
import { isBlank, isGiven, isObject, shown } from '../json.ts';
import { resourceProblem } from '../problem.ts';

const NOT_TOGETHER = [
  ['CapacityProviderConfig', 'ProvisionedConcurrencyConfig'],
  ['CapacityProviderConfig', 'VpcConfig'],
] as const;

const NEEDS = [
  ['FunctionScalingConfig', 'CapacityProviderConfig'],
  ['VersionDeletionPolicy', 'AutoPublishAlias'],
] as const;

const NOT_WITH_TENANCY = {
  ProvisionedConcurrencyConfig: 'Provisioned concurrency',
  FunctionUrlConfig: 'Function URL',
  SnapStart: 'SnapStart',
};

/** Properties of a function that exclude or need one another. */
export function checkCombinations({ logicalId, properties }: SamResource): void {
  const messages = [
    ...NOT_TOGETHER.filter((pair) => pair.every((name) => properties[name] !== undefined)).map(
      ([one, other]) => `Cannot specify '${one}' and '${other}' together.`,
    ),
    ...NEEDS.filter(([name, needed]) => properties[name] !== undefined && properties[needed] === undefined).map(
      ([name, needed]) => `'${name}' requires '${needed}'.`,
    ),
  ];
  if (messages.length > 0) throw resourceProblem(logicalId, messages.join('\n'));
  if (isBlank(properties['TenancyConfig'])) return;
  const tenancy = 'is not supported for functions enabled with tenancy configuration.';
  for (const [name, title] of Object.entries(NOT_WITH_TENANCY)) {
    if (isGiven(properties[name])) throw resourceProblem(logicalId, `${title} ${tenancy}`);
  }
  const events = properties['Events'];
  for (const event of isObject(events) ? Object.values(events) : []) {
    const type = isObject(event) ? event['Type'] : undefined;
    if (type !== 'Api' && type !== 'HttpApi') {
      const message = `Event source '${shown(type)}' ${tenancy} Only Api and HttpApi event sources are supported.`;
      throw resourceProblem(logicalId, message);
    }
  }
}
