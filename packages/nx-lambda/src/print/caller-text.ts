/** Whose credentials are in use. */
import { plainLine } from './plain-text.ts';

/** `user/anna`, `assumed-role/developer/anna`: the account is told beside it. */
export function callerName(arn: string): string {
  return plainLine(arn.split(':').at(-1) ?? arn);
}

/** `, as user/anna`; nothing where that is not known. */
export function callerText(arn: string | undefined): string {
  return arn === undefined ? '' : `, as ${callerName(arn)}`;
}
