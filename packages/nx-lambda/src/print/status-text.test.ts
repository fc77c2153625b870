import { stripVTControlCharacters } from 'node:util';
import { type DeployedStatus, serviceStatus } from '@nx-lambda/core';
import { describe, expect, it } from 'vitest';
import { statusReport } from './sample-status.fixture.ts';
import { renderService } from './service-text.ts';
import { statusFindings, statusLines, sumText } from './status-text.ts';
import { PLAIN_STYLE } from './terminal-style.ts';

describe('the table of a feature environment', () => {
  it('has one line a function, its columns below one another', () => {
    expect(statusLines(statusReport, PLAIN_STYLE)).toEqual([
      'Feature environment dev-ada, account 123456789012, eu-west-1',
      '',
      '  Service  Function     Here            Deployed      From              Modified           State                         Name',
      '  orders   CreateOrder  same            iNR3rTE3iXo4  ours, 5f2d0c6c2a  2026-11-22 04:35Z  Active                        orders-ada-CreateOrder',
      '  orders   GetOrder     differs         b3RoZXIgY29k  someone else      2026-11-22 04:35Z  Active, update Failed         orders-ada-GetOrder',
      '  billing  Invoice      not built       b2xkIGNvZGUg  not recorded      2026-11-22 04:35Z  Active, NXL-PLAN-NOT-FEATURE  billing-prod-Invoice',
      '  stock    Count        missing                                                            NXL-PLAN-NO-STACK',
      '  stock    Scan         not deployable                                                     NXL-TEMPLATE-IMAGE',
      '  stock    Move         not readable                                                       NXL-AWS-ACCESS-DENIED         stock-ada-Move',
      '',
      '6 functions: 1 same as built here, 1 differs, 1 not built here, 1 missing, 1 not deployable by nx-lambda, 1 not readable',
    ]);
  });

  it('says where aliases lead to', () => {
    const [first] = statusReport.functions;
    if (first?.kind !== 'deployed') throw new Error('the sample has one');
    const stateOf = (aliases: DeployedStatus['aliases'] & object) => {
      const report = { ...statusReport, functions: [{ ...first, aliases }] };
      return /Active.*(?= {2}orders-ada)/.exec(statusLines(report, PLAIN_STYLE)[3] ?? '')?.[0];
    };
    const found = { kind: 'found', name: 'live', version: '7', codeSha256: 'a' } as const;
    expect(stateOf([{ ...found, drift: 'same' }])).toBe('Active, alias live at version 7');
    expect(stateOf([{ ...found, drift: 'differs' }])).toBe('Active, alias live at version 7 with other code');
    expect(stateOf([{ kind: 'missing', name: 'live' }])).toBe('Active, no alias live');
  });

  it('says which versions of layers it has, and what of one that could not be read', () => {
    const [first] = statusReport.functions;
    if (first?.kind !== 'deployed') throw new Error('the sample has one');
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:layer:orders-deps:4';
    const denied = { code: 'NXL-AWS-ACCESS-DENIED', message: 'Not allowed.', advice: 'Ask for it.' } as const;
    const stateOf = (layers: DeployedStatus['layers'] & object) => {
      const report = { ...statusReport, functions: [{ ...first, layers }] };
      return /Active.*(?= {2}orders-ada)/.exec(statusLines(report, PLAIN_STYLE)[3] ?? '')?.[0];
    };
    const found = { kind: 'found', logicalId: 'Deps', arn } as const;
    expect(stateOf([{ ...found, drift: 'same' }])).toBe('Active, layer Deps at version 4');
    expect(stateOf([{ ...found, drift: 'differs' }])).toBe('Active, layer Deps at version 4 with other content');
    expect(stateOf([{ kind: 'missing', logicalId: 'Deps' }])).toBe('Active, no layer Deps');
    const unread = { kind: 'unreadable', logicalId: 'Deps', arn, failure: denied } as const;
    expect(stateOf([unread])).toBe('Active, layer Deps not readable');
    expect(statusFindings([{ ...first, layers: [unread] }])).toEqual([
      { severity: 'notice', subject: 'orders CreateOrder', failure: denied },
    ]);
  });

  it('keeps its columns where there is colour, and escapes nothing into a plain text', () => {
    const painted = statusLines(statusReport, { ...PLAIN_STYLE, colour: true });
    const bare = painted.map((line) => stripVTControlCharacters(line));
    expect(bare).toEqual(statusLines(statusReport, PLAIN_STYLE));
    expect(painted.join('')).not.toBe(bare.join(''));
    const [first, ...others] = statusReport.functions;
    const hostile = { ...statusReport, functions: [{ ...first, logicalId: 'A\u001b[31m\nB' }, ...others] };
    expect(statusLines(hostile as typeof statusReport, PLAIN_STYLE).join('')).not.toContain('\u001b');
  });

  it('is only a sum where a service has no function', () => {
    const none = serviceStatus(statusReport, 'nothing');
    expect(statusLines(none, PLAIN_STYLE)).toEqual([
      'Feature environment dev-ada, account 123456789012, eu-west-1',
      '',
      '0 functions',
    ]);
    expect(sumText(none, PLAIN_STYLE)).toBe('0 functions');
  });

  it('leaves the reasons to paragraphs below it', () => {
    expect(statusFindings(statusReport.functions).map(({ severity, subject }) => `${severity} ${subject}`)).toEqual([
      'refused billing Invoice',
      'notice stock Count',
      'notice stock Scan',
      'failed stock Move',
    ]);
    const text = renderService([{ type: 'status-finished', report: statusReport }], 'stock');
    expect(text).toContain('3 functions: 1 missing');
    expect(text).toContain('There is no stack stock-ada.');
    expect(text).not.toContain('orders');
  });
});
