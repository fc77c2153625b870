/** Services whose stack nx-lambda neither makes nor removes, because another tool does. */
import type { Failure } from '../failure.ts';
import type { Service, ToolName } from '../service/service.ts';

/** Undefined: the service has a template, so its stack is made and removed here. */
export function madeElsewhere(
  {
    name,
    template,
    tool,
    functions,
  }: Pick<Service, 'name' | 'template' | 'tool'> & Partial<Pick<Service, 'functions'>>,
  environment: string,
  verb: 'deploy' | 'remove',
): Failure | undefined {
  if (template !== undefined) return undefined;
  const place = tool === undefined ? functions?.[0]?.place : { file: tool.file, line: 1, column: 1 };
  return {
    code: 'NXL-PROVISION-NO-TEMPLATE',
    message:
      tool === undefined
        ? `${name} has no CloudFormation template: its infrastructure is made by another tool.`
        : `The infrastructure of ${name} is made by ${TOOLS[tool.name].title} (${tool.file}).`,
    advice: `${tool === undefined ? 'Use that tool to make and to remove it' : `Run \`${TOOLS[tool.name][verb](environment)}\` there, or give the target that command in the service's project.json`}; build, deploy-feature, invoke-cloud, status-feature and rollback-feature work with what it makes.`,
    ...(place === undefined ? {} : { place }),
  };
}

const TOOLS: Readonly<
  Record<ToolName, { readonly title: string } & Readonly<Record<'deploy' | 'remove', (environment: string) => string>>>
> = {
  serverless: {
    title: 'the Serverless Framework',
    deploy: (environment) => `npx serverless deploy --stage ${environment}`,
    remove: (environment) => `npx serverless remove --stage ${environment}`,
  },
  cdk: { title: 'the CDK', deploy: () => 'npx cdk deploy', remove: () => 'npx cdk destroy' },
};
