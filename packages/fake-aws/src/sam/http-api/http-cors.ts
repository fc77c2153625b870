import { isIntrinsic } from '../intrinsics.ts';
import { isGiven, isList, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { resourceProblem } from '../problem.ts';

const NAMES = ['AllowMethods', 'AllowHeaders', 'AllowOrigins', 'MaxAge', 'ExposeHeaders', 'AllowCredentials'];

/** `CorsConfiguration` in the names of API Gateway; undefined where it is not set. */
export function corsOf(apiId: string, cors: JsonValue | undefined): JsonObject | undefined {
  if (!isGiven(cors)) return undefined;
  if (cors === true) return { allowOrigins: ['*'] };
  if (!isObject(cors)) throw resourceProblem(apiId, "Invalid value for 'Cors' property.");
  if (isIntrinsic(cors)) {
    const renamed = lowered(cors);
    return isObject(renamed) ? renamed : undefined;
  }
  for (const key of Object.keys(cors)) {
    if (!NAMES.includes(key)) throw resourceProblem(apiId, `Invalid key '${key}' for 'Cors' property.`);
  }
  const { AllowOrigins: origins, AllowCredentials: credentials } = cors;
  if (credentials === true && isList(origins) && origins.length === 1 && origins[0] === '*') {
    const message =
      "Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is \"'*'\" or not set.";
    throw resourceProblem(apiId, message);
  }
  const kept = NAMES.filter((name) => {
    const value = cors[name];
    if (name === 'MaxAge') return value !== undefined && value !== null;
    return name === 'AllowCredentials' ? value === true : isGiven(value);
  });
  return Object.fromEntries(kept.map((name) => [small(name), cors[name] ?? null]));
}

/** All names of the configuration with a small letter, wherever they stand within the intrinsic. */
function lowered(value: JsonValue): JsonValue {
  if (isList(value)) return value.map(lowered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [NAMES.includes(key) ? small(key) : key, lowered(each)]),
  );
}

function small(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
