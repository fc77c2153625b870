import type { SamResource } from '../context.ts';
import { type Generated, generated, handedDown } from '../generated.ts';
import { isIntrinsic, ref } from '../intrinsics.ts';
import { isBlank, isGiven, isList, isObject, type JsonObject, type JsonValue } from '../json.ts';
import { resourceProblem } from '../problem.ts';

interface CorsKind {
  readonly fits: (value: JsonValue) => boolean;
  readonly named: string;
}

const A_LIST: CorsKind = { fits: isList, named: 'list' };
const CORS: Readonly<Record<string, CorsKind>> = {
  AllowOrigins: A_LIST,
  AllowMethods: A_LIST,
  AllowCredentials: { fits: (value) => typeof value === 'boolean', named: 'bool' },
  AllowHeaders: A_LIST,
  ExposeHeaders: A_LIST,
  MaxAge: { fits: (value) => Number.isInteger(value), named: 'int' },
};

/** `FunctionUrlConfig`: the URL, and for one that is open to everybody the two permissions that it needs. */
export function functionUrl(sam: SamResource, alias: Generated | undefined): readonly Generated[] {
  const config = sam.properties['FunctionUrlConfig'];
  if (!isObject(config) || isBlank(config)) return [];
  check(sam.logicalId, config);
  const { logicalId } = sam;
  const options = { attributes: handedDown(sam.source) };
  const target = ref(alias?.logicalId ?? logicalId);
  const url = generated(
    'AWS::Lambda::Url',
    `${logicalId}Url`,
    {
      Cors: isGiven(config['Cors']) ? config['Cors'] : undefined,
      AuthType: config['AuthType'],
      TargetFunctionArn: target,
      InvokeMode: config['InvokeMode'],
    },
    options,
  );
  if (config['AuthType'] !== 'NONE' || isIntrinsic(config)) return [url];
  const open = { FunctionName: target, Principal: '*' };
  return [
    url,
    generated(
      'AWS::Lambda::Permission',
      `${logicalId}UrlPublicPermissions`,
      { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE', ...open },
      options,
    ),
    generated(
      'AWS::Lambda::Permission',
      `${logicalId}URLInvokeAllowPublicAccess`,
      { Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, ...open },
      options,
    ),
  ];
}

function check(logicalId: string, config: JsonObject): void {
  if (isIntrinsic(config)) return;
  const auth = config['AuthType'];
  if (!(isIntrinsic(auth) || auth === 'AWS_IAM' || auth === 'NONE')) {
    const message =
      'AuthType is required to configure function property `FunctionUrlConfig`. Please provide either AWS_IAM or NONE.';
    throw resourceProblem(logicalId, message);
  }
  const cors = config['Cors'];
  if (isBlank(cors) || isIntrinsic(cors)) return;
  if (!isObject(cors)) throw resourceProblem(logicalId, "Property 'FunctionUrlConfig.Cors' should be a map.");
  for (const [name, value] of Object.entries(cors)) {
    const kind = CORS[name];
    if (kind === undefined) throw resourceProblem(logicalId, `${name} is not a valid property for configuring Cors.`);
    if (!isIntrinsic(value) && !kind.fits(value)) {
      throw resourceProblem(logicalId, `${name} must be of type ${kind.named}.`);
    }
  }
}
