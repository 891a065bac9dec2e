import { readFileSync } from 'node:fs'

const { exports } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))

/** Every entry of the package. */
const entryPoints = Object.values(exports)
  .filter((target) => typeof target === 'object')
  .map((target) => target.types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'))

export default {
  plugin: ['typedoc-plugin-markdown'],
  name: 'Reference of @coinslot/sdk',
  entryPoints,
  tsconfig: 'tsconfig.build.json',
  out: '../../docs/sdk-reference',
  readme: 'none',
  // Line numbers would change with every commit.
  disableSources: true,
  excludeInternal: true,
  sort: ['alphabetical'],
  // Whatever can be imported is described, and so are its members.
  validation: { notExported: false, invalidLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  requiredToBeDocumented: ['Class', 'Function', 'Variable', 'TypeAlias', 'Interface', 'Enum', 'EnumMember'],
  outputFileStrategy: 'modules',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  excludeExternals: true,
  typeAliasPropertiesFormat: 'table',
  parametersFormat: 'table',
  useHTMLEncodedBrackets: true,
}
