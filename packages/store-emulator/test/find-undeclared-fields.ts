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

/** Paths of all values that differ from the types in Google's package; empty when the response is valid. */
export function findUndeclaredFields(value: unknown, type: string, path = '$'): string[] {
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${path} is not an array`]
    return value.flatMap((item: unknown, n) =>
      findUndeclaredFields(item, type.slice(0, -2), `${path}[${String(n)}]`),
    )
  }
  const schema = /^Schema\$(\w+)$/.exec(type)?.[1]
  if (schema === undefined) return typeof value === type ? [] : [`${path} is not a ${type}`]
  const fields = fieldsOf(schema)
  return Object.entries(value ?? {}).flatMap(([name, part]) => {
    const declared = fields.get(name)
    return declared === undefined
      ? [`${path}.${name} is not in ${schema}`]
      : findUndeclaredFields(part, declared, `${path}.${name}`)
  })
}
