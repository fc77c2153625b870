import { isJsonObject, member } from '../../json.ts';
import type { ResourceHandler, ResourceRequest } from './handler.ts';
import { arnOf, physicalName } from './names.ts';
import { recordHandler } from './record-handler.ts';

function streamArn(name: string, request: ResourceRequest): { readonly StreamArn?: string } {
  if (!isJsonObject(member(request.properties, 'StreamSpecification'))) return {};
  return { StreamArn: arnOf(request, 'dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`) };
}

const table = {
  // "KeySchema … Update requires: Replacement"; AttributeDefinitions only when one that exists is edited.
  replacedBy: ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
  mayReplace: ['AttributeDefinitions'],
  nameProperty: 'TableName',
  physicalId: (request: ResourceRequest) => physicalName(request, 'TableName'),
  attributes: (name: string, request: ResourceRequest) => ({
    Arn: arnOf(request, 'dynamodb', `table/${name}`),
    ...streamArn(name, request),
  }),
};

export const DATA_TYPES: Readonly<Record<string, ResourceHandler>> = {
  'AWS::DynamoDB::Table': recordHandler(table),
  'AWS::DynamoDB::GlobalTable': recordHandler({ ...table, tagged: false }),
  'AWS::KMS::Key': recordHandler({
    replacedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
    physicalId: (request) => request.world.newId(),
    attributes: (id, request) => ({ Arn: arnOf(request, 'kms', `key/${id}`), KeyId: id }),
  }),
  'AWS::KMS::Alias': recordHandler({ nameProperty: 'AliasName', tagged: false }),
};
