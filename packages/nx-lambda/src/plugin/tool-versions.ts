/** What caches were made with: those of other versions do not count. */
import packageJson from '../../package.json' with { type: 'json' };

export const TOOL_VERSIONS = `nx-lambda ${packageJson.version}, oxc-parser ${packageJson.dependencies['oxc-parser']}`;
