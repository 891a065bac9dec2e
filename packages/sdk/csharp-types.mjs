import { getNamedType, getNullableType, isLeafType, isListType, isNonNullType, Kind } from 'graphql'
import { describe, indent, toPascalCase } from './csharp-text.mjs'

/** Collects the classes of the results of operations: one for each fragment, and one for each other selection. */
export function createTypeReader(schema, documents) {
  const definitions = documents.flatMap(({ document }) => document.definitions)
  const fragments = new Map(
    definitions
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION)
      .map((definition) => [definition.name.value, definition]),
  )
  const classes = new Map()
  const context = { schema, fragments, classes }
  return {
    classes: () =>
      [...classes].toSorted(([first], [second]) => (first < second ? -1 : 1)).map(([, text]) => text),
    /** The type of the field `result` of an operation. */
    readResult: (operation, name) => {
      const [field] = operation.selectionSet.selections
      if (operation.selectionSet.selections.length !== 1 || field.alias?.value !== 'result') {
        throw new Error(`The operation ${name} must have one field, with the alias \`result\`.`)
      }
      const root = schema.getRootType(operation.operation)
      return readField(context, root.getFields()[field.name.value].type, field, `${name}Result`)
    },
  }
}

/** The C# type of a field, and the expression that reads it from JSON. */
function readField(context, type, field, className) {
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    const element = readField(context, nullable.ofType, field, className)
    return {
      type: `List<${element.type}>`,
      read: (json) => `CoinslotJson.ReadList(${json}, item => ${element.read('item')})`,
    }
  }
  if (isLeafType(nullable)) return readLeaf(nullable, isNonNullType(type))
  const name = addClass(context, nullable, field.selectionSet, className)
  return { type: name, read: (json) => `${name}.FromJson(${json})` }
}

/** Enums are texts: a newer server may know more values. */
function readLeaf({ name }, isRequired) {
  const value = { Int: 'int', Boolean: 'bool', Float: 'double' }[name]
  const type = value === undefined ? 'string' : isRequired ? value : `${value}?`
  return { type, read: (json) => `(${type})${json}` }
}

function addClass(context, type, { selections }, className) {
  const [first] = selections
  const spread =
    selections.length === 1 && first.kind === Kind.FRAGMENT_SPREAD
      ? context.fragments.get(first.name.value)
      : null
  const name = spread == null ? className : spread.name.value
  if (context.classes.has(name)) return name
  // A fragment that is being read must not be read again.
  context.classes.set(name, '')
  const fields = listFields(context, spread?.selectionSet.selections ?? selections).map((field) => {
    const definition = type.getFields()[field.name.value]
    const jsonName = field.alias?.value ?? field.name.value
    const nested = `${name.replace(/Result$/, '')}${toPascalCase(jsonName)}`
    const reader = readField(context, definition.type, field, nested)
    return { jsonName, name: toPascalCase(jsonName), description: definition.description, ...reader }
  })
  context.classes.set(name, toClass(name, getNamedType(type).description, fields))
  return name
}

function listFields(context, selections) {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      return listFields(context, context.fragments.get(selection.name.value).selectionSet.selections)
    }
    throw new Error('Inline fragments are not written in C#.')
  })
}

const toClass = (name, description, fields) => `${describe(description)}[Preserve]
public sealed class ${name}
{
${fields.map((field) => indent(`${describe(field.description)}public ${field.type} ${field.name};`)).join('\n\n')}

    internal static ${name} FromJson(JToken json)
    {
        if (json == null || json.Type == JTokenType.Null) return null;
        return new ${name}
        {
${fields.map((field) => `            ${field.name} = ${field.read(`json["${field.jsonName}"]`)},`).join('\n')}
        };
    }
}`
