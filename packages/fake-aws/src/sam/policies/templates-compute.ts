import type { PolicyTemplates } from './template-shape.ts';

/** Functions, machines, containers and stacks. From the public list of SAM's policy templates. */
export const COMPUTE_POLICIES: PolicyTemplates = {
  AMIDescribePolicy: {
    parameters: '',
    statements: [{ actions: 'ec2:DescribeImages' }],
  },
  CloudFormationDescribeStacksPolicy: {
    parameters: '',
    statements: [{ actions: 'cloudformation:DescribeStacks', resource: 'arn:*:cloudformation:*:*:stack/*' }],
  },
  CodePipelineLambdaExecutionPolicy: {
    parameters: '',
    statements: [{ actions: 'codepipeline:PutJobSuccessResult codepipeline:PutJobFailureResult' }],
  },
  CodePipelineReadOnlyPolicy: {
    parameters: 'PipelineName',
    statements: [{ actions: 'codepipeline:ListPipelineExecutions', resource: 'arn:*:codepipeline:*:*:{pipelinename}' }],
  },
  CostExplorerReadOnlyPolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'ce:GetCostAndUsage ce:GetDimensionValues ce:GetReservationCoverage ce:GetReservationPurchaseRecommendation ce:GetReservationUtilization ce:GetTags',
      },
    ],
  },
  EC2CopyImagePolicy: {
    parameters: 'ImageId',
    statements: [{ actions: 'ec2:CopyImage', resource: 'arn:*:ec2:*:*:image/{imageId}' }],
  },
  EC2DescribePolicy: {
    parameters: '',
    statements: [{ actions: 'ec2:DescribeRegions ec2:DescribeInstances' }],
  },
  EKSDescribePolicy: {
    parameters: '',
    statements: [{ actions: 'eks:DescribeCluster eks:ListClusters' }],
  },
  EcsRunTaskPolicy: {
    parameters: 'TaskDefinition',
    statements: [{ actions: 'ecs:RunTask', resource: 'arn:*:ecs:*:*:task-definition/{taskDefinition}' }],
  },
  ElasticMapReduceAddJobFlowStepsPolicy: {
    parameters: 'ClusterId',
    statements: [
      { action: 'elasticmapreduce:AddJobFlowSteps', resource: 'arn:*:elasticmapreduce:*:*:cluster/{clusterId}' },
    ],
  },
  ElasticMapReduceCancelStepsPolicy: {
    parameters: 'ClusterId',
    statements: [
      { action: 'elasticmapreduce:CancelSteps', resource: 'arn:*:elasticmapreduce:*:*:cluster/{clusterId}' },
    ],
  },
  ElasticMapReduceModifyInstanceFleetPolicy: {
    parameters: 'ClusterId',
    statements: [
      {
        actions: 'elasticmapreduce:ModifyInstanceFleet elasticmapreduce:ListInstanceFleets',
        resource: 'arn:*:elasticmapreduce:*:*:cluster/{clusterId}',
      },
    ],
  },
  ElasticMapReduceModifyInstanceGroupsPolicy: {
    parameters: 'ClusterId',
    statements: [
      {
        actions: 'elasticmapreduce:ModifyInstanceGroups elasticmapreduce:ListInstanceGroups',
        resource: 'arn:*:elasticmapreduce:*:*:cluster/{clusterId}',
      },
    ],
  },
  ElasticMapReduceSetTerminationProtectionPolicy: {
    parameters: 'ClusterId',
    statements: [
      {
        action: 'elasticmapreduce:SetTerminationProtection',
        resource: 'arn:*:elasticmapreduce:*:*:cluster/{clusterId}',
      },
    ],
  },
  ElasticMapReduceTerminateJobFlowsPolicy: {
    parameters: 'ClusterId',
    statements: [
      { action: 'elasticmapreduce:TerminateJobFlows', resource: 'arn:*:elasticmapreduce:*:*:cluster/{clusterId}' },
    ],
  },
  LambdaInvokePolicy: {
    parameters: 'FunctionName',
    statements: [{ actions: 'lambda:InvokeFunction', resource: 'arn:*:lambda:*:*:function:{functionName}*' }],
  },
  OrganizationsListAccountsPolicy: {
    parameters: '',
    statements: [{ actions: 'organizations:ListAccounts' }],
  },
  SageMakerCreateEndpointConfigPolicy: {
    parameters: 'EndpointConfigName',
    statements: [
      {
        actions: 'sagemaker:CreateEndpointConfig',
        resource: 'arn:*:sagemaker:*:*:endpoint-config/{endpointConfigName}',
      },
    ],
  },
  SageMakerCreateEndpointPolicy: {
    parameters: 'EndpointName',
    statements: [{ actions: 'sagemaker:CreateEndpoint', resource: 'arn:*:sagemaker:*:*:endpoint/{endpointName}' }],
  },
  VPCAccessPolicy: {
    parameters: '',
    statements: [
      {
        actions:
          'ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface',
      },
    ],
  },
};
