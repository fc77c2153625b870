import { describe, expect, test } from 'vitest';
import type { JsonObject } from './json.ts';
import { samFailureMessage, transformSam } from './transform-sam.ts';

const CONTEXT = { parameters: {}, region: 'eu-west-1', accountId: '123456789012' };

function withResource(type: string, properties: JsonObject): JsonObject {
  return { Transform: 'AWS::Serverless-2016-10-31', Resources: { Api: { Type: type, Properties: properties } } };
}

describe('transformSam', () => {
  test('a SAM type that nobody knows is an error', () => {
    expect(transformSam(withResource('AWS::Serverless::Funktion', {}), CONTEXT)).toEqual({
      errors: ['Template format error: Unrecognized resource types: [AWS::Serverless::Funktion]'],
    });
  });

  test('a SAM type that is left out is an error that says so', () => {
    expect(transformSam(withResource('AWS::Serverless::Application', {}), CONTEXT)).toEqual({
      errors: [
        'Resource with id [Api] is invalid. The stand-in does not transform nested applications (AWS::Serverless::Application).',
      ],
    });
  });

  test('a function gets a role, and the template that was given stays as it was', () => {
    const properties = { Runtime: 'nodejs22.x', Handler: 'a.b', CodeUri: 's3://bucket/key.zip' };
    const template = withResource('AWS::Serverless::Function', properties);
    const before = structuredClone(template);
    const outcome = transformSam(template, CONTEXT);
    expect(outcome).toMatchObject({
      template: { Resources: { Api: { Type: 'AWS::Lambda::Function' }, ApiRole: { Type: 'AWS::IAM::Role' } } },
    });
    expect(template).toEqual(before);
  });

  test('errors are told as the reason of a failed stack', () => {
    expect(samFailureMessage(['One.', 'Two.'])).toBe(
      'Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 2. One. Two.',
    );
  });
});
