// A plugin of graphql-codegen: writes which roles of operators the schema allows to use each root field.
import { getDirectiveValues, isObjectType } from 'graphql'

function rolesOf(schema, { astNode }) {
  const rule = astNode == null ? undefined : getDirectiveValues(schema.getDirective('auth'), astNode)
  if (rule === undefined || !rule.as.includes('OPERATOR')) return null
  const isForInstallationOwners = !rule.appKey && rule.operators.join() === 'OWNER'
  return isForInstallationOwners ? ['INSTALLATION_OWNER'] : rule.operators
}

export function plugin(schema) {
  const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
    .filter((type) => isObjectType(type))
    .flatMap((type) => Object.values(type.getFields()))
    .map((field) => [field.name, rolesOf(schema, field)])
    .filter(
      ([name, roles], index, all) => roles !== null && all.findIndex(([other]) => other === name) === index,
    )
    .toSorted(([first], [second]) => (first < second ? -1 : 1))
  const lines = fields.map(([name, roles]) => `  ${name}: [${roles.map((role) => `'${role}'`).join(', ')}],`)
  return `/** Roles of the operators that may use a root field of the API. */\nexport const permissions = {\n${lines.join('\n')}\n} as const\n`
}
