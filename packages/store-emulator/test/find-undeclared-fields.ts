import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const declarations = readFileSync(
  createRequire(import.meta.url).resolve('googleapis/build/src/apis/androidpublisher/v3.d.ts'),
  'utf8',
)

/** The fields of one of Google's schemas, with their types as the package declares them. */
function fieldsOf(schema: string): Map<string, string> {
  const start = declarations.indexOf(`export interface Schema$${schema} {`)
  if (start === -1) throw new Error(`googleapis declares no ${schema}`)
  const text = declarations.slice(start, declarations.indexOf('\n    }', start))
  const fields = text.matchAll(/^ {8}(\w+)\?: (.+?)(?: \| null)?;$/gm)
  return new Map(Array.from(fields, ([, name = '', type = '']) => [name, type]))
}

/** What of an answer Google's own package does not declare so, as paths; empty when all is well. */
export function findUndeclaredFields(value: unknown, type: string, path = '$'): string[] {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((item: unknown, n) =>
      findUndeclaredFields(item, type.slice(0, -2), `${path}[${String(n)}]`),
    )
  }
  const schema = /^Schema\$(\w+)$/.exec(type)?.[1]
  if (schema === undefined) return typeof value === type ? [] : [`${path} is no ${type}`]
  const fields = fieldsOf(schema)
  return Object.entries(value ?? {}).flatMap(([name, part]) => {
    const declared = fields.get(name)
    return declared === undefined
      ? [`${path}.${name} is not in ${schema}`]
      : findUndeclaredFields(part, declared, `${path}.${name}`)
  })
}
