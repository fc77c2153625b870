/** What the processes of a measurement or an oracle run are given: little, so that nothing of the caller's steers them. */

const KEPT = ['PATH', 'Path', 'HOME', 'USERPROFILE', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'APPDATA', 'LOCALAPPDATA'];

/** NODE_EXTRA_CA_CERTS is not among them: reading it slows every start of Node. */
export function runEnvironment(outer: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(KEPT.flatMap((name) => (outer[name] === undefined ? [] : [[name, outer[name]]]))),
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
    NO_COLOR: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
    GIT_CONFIG_GLOBAL: outer.OS === 'Windows_NT' ? 'NUL' : '/dev/null',
  };
}
