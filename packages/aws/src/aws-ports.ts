/** All of AWS behind core's ports, over one set of clients. Loads nothing of the SDK until a port is used. */
import type {
  BucketContentsPort,
  DeployedCodePort,
  FunctionSettingsPort,
  IdentityPort,
  LambdaPort,
  LayerCodePort,
  LayerPort,
  ObjectStorePort,
  ParameterStorePort,
  RolePort,
  StackOperationsPort,
  StackPort,
} from '@nx-lambda/core';
import { createBucketContentsPort } from './bucket-contents.ts';
import { createClients } from './clients.ts';
import { createCodeLocations, createDeployedCodePort } from './deployed-code.ts';
import { createFunctionSettingsPort } from './function-settings.ts';
import { createIdentityPort } from './identity.ts';
import { createLambdaPort } from './lambda.ts';
import { createLayerCodePort } from './layer-code.ts';
import { createLayerPort } from './layers.ts';
import { createObjectStorePort } from './object-store.ts';
import { createParameterStorePort } from './parameter-store.ts';
import { createRolePort } from './role.ts';
import type { AwsSettings } from './settings.ts';
import { createStackOperationsPort } from './stack-operations.ts';
import { createStackPort } from './stacks.ts';

export interface AwsPorts {
  readonly identity: IdentityPort;
  readonly lambda: LambdaPort;
  readonly stacks: StackPort;
  readonly stackOperations: StackOperationsPort;
  readonly objects: ObjectStorePort;
  readonly layers: LayerPort;
  readonly parameterStore: ParameterStorePort;
  readonly buckets: BucketContentsPort;
  readonly deployedCode: DeployedCodePort;
  readonly functionSettings: FunctionSettingsPort;
  readonly role: RolePort;
  readonly layerCode: LayerCodePort;
  /** Closes idle connections, so that the process can end. */
  close(): void;
}

export function createAwsPorts(settings: AwsSettings = {}): AwsPorts {
  const clients = createClients(settings);
  const locations = createCodeLocations();
  return {
    identity: createIdentityPort(clients),
    lambda: createLambdaPort(clients, locations),
    stacks: createStackPort(clients),
    stackOperations: createStackOperationsPort(clients),
    objects: createObjectStorePort(clients),
    layers: createLayerPort(clients),
    parameterStore: createParameterStorePort(clients),
    buckets: createBucketContentsPort(clients),
    deployedCode: createDeployedCodePort(locations),
    functionSettings: createFunctionSettingsPort(clients),
    role: createRolePort(clients),
    layerCode: createLayerCodePort(clients),
    close: clients.close,
  };
}
