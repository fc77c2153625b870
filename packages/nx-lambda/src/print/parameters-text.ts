/** Where a service's parameters come from, as text. */
import type { ParametersReport } from '@nx-lambda/core';
import { callerText } from './caller-text.ts';
import { parameterLine } from './provision-text.ts';
import { counted } from './quantity.ts';
import type { TerminalStyle } from './terminal-style.ts';

export function parametersLines(report: ParametersReport, style: TerminalStyle): readonly string[] {
  const { stackName, accountId, callerArn, region, parameters } = report;
  return [
    `Stack ${stackName}, account ${accountId}, ${region}${callerText(callerArn)}: ${counted(parameters.length, 'parameter')}`,
    ...parameters.map((parameter) => parameterLine(parameter, style)),
  ];
}
