import { expect, it } from 'vitest';
import { entryText, errorEntries, withEntries } from './error-entries.ts';

it('reads code and sentences off an object and off a call', () => {
  const text = [
    "const a = { code: 'NXL-AWS-DENIED', message: `${name} may not ${verb}.`, advice: 'Ask ' + 'for it.' };",
    "const b = fault('NXL-GIT-SHALLOW', 'No base.', 'Fetch it.');",
    "const d = { code: 'NXL-AWS-TLS', message: () => `No trust in ${host}.`, advice: a ? 'Set the CA.' : 'Ask.' };",
    "const c = { code: 'OTHER', message: 'a' };",
  ].join('\n');
  expect(errorEntries('a.ts', text)).toEqual([
    { code: 'NXL-AWS-DENIED', message: '… may not ….', advice: 'Ask for it.' },
    { code: 'NXL-GIT-SHALLOW', message: 'No base.', advice: 'Fetch it.' },
    { code: 'NXL-AWS-TLS', message: 'No trust in ….', advice: 'Set the CA.' },
  ]);
});

it('writes an entry under a heading that the check finds', () => {
  expect(entryText({ code: 'NXL-GIT-SHALLOW', message: 'No base.', advice: 'Fetch it.' })).toBe(
    '### NXL-GIT-SHALLOW\n\nNo base.\n\nFetch it.\n',
  );
});

it('adds an entry in its place, after the heading of its area', () => {
  const document =
    '# Errors\n\n## NXL-AWS: answers\n\n### NXL-AWS-B\n\nB.\n\n## NXL-GIT: history\n\n### NXL-GIT-A\n\nA.\n';
  const added = ['### NXL-GIT-B\n\nNew.\n', '### NXL-AWS-C\n\nNew.\n'];
  expect(withEntries(document, added).match(/^##.*$/gm)).toEqual([
    '## NXL-AWS: answers',
    '### NXL-AWS-B',
    '### NXL-AWS-C',
    '## NXL-GIT: history',
    '### NXL-GIT-A',
    '### NXL-GIT-B',
  ]);
});
