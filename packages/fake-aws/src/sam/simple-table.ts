import type { SamResource } from './context.ts';
import { type Generated, generated, ownAttributes } from './generated.ts';
import { isGiven, isObject, isString, type JsonObject, type JsonValue, shown } from './json.ts';
import { resourceProblem } from './problem.ts';
import {
  ANY,
  checkProperties,
  INTEGER,
  literal,
  MAP,
  mapOf,
  oneOf,
  optional,
  type PropertyRules,
  STRING,
  TEXT,
} from './property-rules.ts';
import { tagList } from './tags.ts';

const PROPERTIES: PropertyRules = {
  PointInTimeRecoverySpecification: literal(ANY),
  PrimaryKey: optional(mapOf(STRING)),
  ProvisionedThroughput: optional(mapOf(oneOf(INTEGER, MAP))),
  TableName: optional(TEXT),
  Tags: optional(MAP),
  SSESpecification: optional(MAP),
};

const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/** AWS::Serverless::SimpleTable: a table with one key, paid by request unless a throughput is set. */
export function simpleTable(sam: SamResource): readonly Generated[] {
  const { logicalId, properties } = sam;
  checkProperties(logicalId, sam.type, sam.written, PROPERTIES);
  const key = primaryKey(logicalId, properties['PrimaryKey']);
  const throughput = given(properties['ProvisionedThroughput']);
  return [
    generated(
      'AWS::DynamoDB::Table',
      logicalId,
      {
        AttributeDefinitions: [key],
        KeySchema: [{ AttributeName: key['AttributeName'] ?? null, KeyType: 'HASH' }],
        PointInTimeRecoverySpecification: given(properties['PointInTimeRecoverySpecification']),
        ProvisionedThroughput: throughput,
        BillingMode: throughput === undefined ? 'PAY_PER_REQUEST' : undefined,
        SSESpecification: given(properties['SSESpecification']),
        TableName: given(properties['TableName']),
        Tags: isGiven(properties['Tags']) ? tagList(properties['Tags']) : undefined,
      },
      { attributes: ownAttributes(sam.source), dependsOn: sam.source['DependsOn'] },
    ),
  ];
}

function given(value: JsonValue | undefined): JsonValue | undefined {
  return isGiven(value) ? value : undefined;
}

function primaryKey(logicalId: string, key: JsonValue | undefined): JsonObject {
  if (!isObject(key) || !isGiven(key)) return { AttributeName: 'id', AttributeType: 'S' };
  for (const name of ['Name', 'Type']) {
    if (key[name] === undefined || key[name] === null) {
      throw resourceProblem(logicalId, `Property 'PrimaryKey.${name}' is required.`);
    }
  }
  const type = key['Type'];
  const AttributeType = isString(type) ? ATTRIBUTE_TYPES[type] : undefined;
  if (AttributeType === undefined) throw resourceProblem(logicalId, `Invalid 'Type' "${shown(type)}".`);
  return { AttributeName: key['Name'] ?? null, AttributeType };
}
