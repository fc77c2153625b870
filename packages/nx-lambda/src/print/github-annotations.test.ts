import { expect, test } from 'vitest';
import { githubAnnotations } from './github-annotations.ts';
import { badTemplate, deployEvents, deployReport } from './sample-run.fixture.ts';
import { renderStepSummary } from './step-summary.ts';

test('failures become errors at their places and notices warnings', () => {
  expect(githubAnnotations(deployEvents)).toEqual([
    '::error file=services/stock/template.yaml,line=12,col=12,endColumn=16,title=NXL-TEMPLATE-TYPE stock::Unknown tag !Foo.%0AUse a tag of CloudFormation.',
    '::warning title=NXL-TEMPLATE-BASE-DIR orders::Paths of the template are read from src.%0ASet baseDir to make it certain.',
    '::error title=NXL-PLAN-NOT-FEATURE payments Charge::payments-ada-Charge has no tag nx-lambda:environment.%0A- Its stack is payments-prod.%0ATag its stack.',
    '::error title=NXL-PLAN-NOT-FEATURE payments Refund::payments-ada-Refund has no tag nx-lambda:environment.%0A- Its stack is payments-prod.%0ATag its stack.',
    '::error title=NXL-DEPLOY-CONFLICT orders ListOrders::Someone else updated orders-ada-ListOrders meanwhile.%0ARun again.',
  ]);
});

test('nothing in a failure can end its line or its properties', () => {
  const failure = {
    ...badTemplate,
    message: '100% wrong:\r\n::set-output name=x::y, z',
    place: { file: 'a:b,c%d\n.yaml', line: 1, column: 2 },
  };
  expect(githubAnnotations([{ type: 'service-failed', service: 'x', failures: [failure] }])).toEqual([
    '::error file=a%3Ab%2Cc%25d%0A.yaml,line=1,col=2,endColumn=3,title=NXL-TEMPLATE-TYPE x::100%25 wrong:%0D%0A::set-output name=x::y, z%0AUse a tag of CloudFormation.',
  ]);
});

test('the same failure is annotated once', () => {
  const event = { type: 'service-failed', service: 'stock', failures: [badTemplate] } as const;
  expect(githubAnnotations([event, event])).toHaveLength(1);
});

test('the step summary has a table of all that is not up to date', () => {
  const [, , charge, , created] = deployReport.outcomes;
  const outcomes = [charge, created].filter((outcome) => outcome !== undefined);
  expect(renderStepSummary({ ...deployReport, outcomes })).toBe(`### nx-lambda

dev-ada: 1 updated, 1 refused in 3.4 s

Account 123456789012, eu-west-1

| Service | Function | Outcome | Size | Time | Remark |
| --- | --- | --- | ---: | ---: | --- |
| payments | Charge | refused |  |  | NXL-PLAN-NOT-FEATURE: payments-ada-Charge has no tag nx-lambda:environment. |
| orders | CreateOrder | updated | 12.4 kB | 1.2 s |  |
`);
});

test('no cell of the summary ends early or becomes HTML', () => {
  const outcome = { service: 'a|b', logicalId: '<b>\n*x*', kind: 'failed', failure: badTemplate } as const;
  expect(renderStepSummary({ ...deployReport, outcomes: [outcome] })).toContain(
    '| a\\|b | &lt;b> \\*x\\* | failed |  |  | NXL-TEMPLATE-TYPE: Unknown tag !Foo. |\n',
  );
});
