/** The files of a service of two functions, in a folder of its own. */
import { mkdirSync, mkdtempSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const DEFINITION_FILES = ['services/orders/template.yaml'];

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Runtime: nodejs22.x, Timeout: 10}
Resources:
  CreateOrder:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: create.handler}
  CancelOrder:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src/, Handler: cancel.handler}
`;

export const SOURCES: Readonly<Record<string, string>> = {
  'services/orders/template.yaml': TEMPLATE,
  'services/orders/src/create.ts':
    "import { price } from '../../../libs/money.ts';\nexport const handler = async () => price(1);\n",
  'services/orders/src/cancel.ts': "export const handler = async () => 'cancelled';\n",
  'libs/money.ts': 'export const price = (n: number) => n * 100;\n',
};

/** A new folder with SOURCES and further files, or others in place of them. */
export function newShopFolder(files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-lambda-watched-')));
  for (const [path, text] of Object.entries({ ...SOURCES, ...files })) saveFile(root, path, text);
  return root;
}

/** Whole or not at all: who reads a template between its truncation and its text sees another template. */
export function saveFile(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, 'saved.tmp'), text);
  renameSync(join(root, 'saved.tmp'), join(root, path));
}

/** Files that are as new as the watch itself count as saved meanwhile, so that none is missed: these are none. */
export function passClockTick(root: string): void {
  const start = Date.now();
  const probe = join(root, 'probe.tmp');
  do writeFileSync(probe, '');
  while (statSync(probe).mtimeMs < start + 40);
}
