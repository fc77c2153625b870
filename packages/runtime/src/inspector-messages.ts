/** Node.js writes about its inspector to the function's error output: told apart here. */
const ABOUT_INSPECTOR =
  /^(?:Debugger (?:listening on|attached|ending on)|For help, see: |Waiting for the debugger|Starting inspector on )[^\n]*\n?/gm;

/** The text without what Node.js says about the inspector, which goes to `tell` line by line. */
export function withoutInspector(text: string, tell: (line: string) => void): string {
  return text.replaceAll(ABOUT_INSPECTOR, (line) => {
    tell(line.trimEnd());
    return '';
  });
}
