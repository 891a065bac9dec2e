import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repositoryRoot } from '../support/server-process.ts'

/** Languages without a compiler on the machines that run the tests: what their recipes name has to exist. */
const read = (...path: readonly string[]) => readFileSync(join(repositoryRoot, ...path), 'utf8')
const schema: GraphQLSchema = buildSchema(read('api', 'schema.graphql'))
const operations = (entry: 'client' | 'server'): DocumentNode =>
  parse(read('packages', 'sdk', 'operations', `${entry}.graphql`))

type Recipe = {
  readonly page: string
  readonly language: string
  readonly entry: 'client' | 'server'
  /** The members of an input that is built: each match has one name. */
  readonly member: RegExp
  readonly operation: RegExp
  readonly input: RegExp
}

const recipes: readonly Recipe[] = [
  {
    page: 'kotlin.md',
    language: 'kotlin',
    entry: 'client',
    input: /\b(?<type>\w+Input)\((?<members>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g,
    member: /(?<![.\w(])(\w+) = /g,
    operation: /\b(\w+)(?:Mutation|Query)\(/g,
  },
  {
    page: 'swift.md',
    language: 'swift',
    entry: 'client',
    input: /\b(?<type>\w+Input)\((?<members>(?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g,
    member: /(?<![.\w(])(\w+): (?!\.null)/g,
    operation: /\b(\w+)(?:Mutation|Query)\(/g,
  },
  {
    page: 'go.md',
    language: 'go',
    entry: 'server',
    input: /\bcoinslot\.(?<type>\w+Input)\{(?<members>[^}]*)\}/g,
    member: /(\w+): /g,
    operation: /\bcoinslot\.(\w+)\(ctx/g,
  },
]

const readCode = ({ page, language }: Recipe): string =>
  [...read('docs', 'clients', page).matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , code = '']) => code)
    .join('\n')

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1)

test.for(['client', 'server'] as const)('the operations of the %s are valid', (entry) => {
  expect(validate(schema, operations(entry))).toEqual([])
})

describe.for(recipes)('the recipe $page', (recipe) => {
  const code = readCode(recipe)

  test('names operations that its file has', () => {
    const names = operations(recipe.entry).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? []) : [],
    )
    const used = [...code.matchAll(recipe.operation)].map(([, name]) => name)
    expect(used.length).toBeGreaterThan(1)
    for (const name of used) expect(names).toContain(name)
  })

  test('sets only members that the inputs of the schema have, and each that is required', () => {
    const inputs = [...code.matchAll(recipe.input)]
    expect(inputs.length).toBeGreaterThan(1)
    for (const { groups } of inputs) {
      const type = schema.getType(groups?.['type'] ?? '')
      if (!isInputObjectType(type)) throw new Error(`The schema has no ${groups?.['type']}.`)
      const fields = type.getFields()
      const members = (groups?.['members'] ?? '').replaceAll(/\([^()]*\)/g, '()')
      const set = [...members.matchAll(recipe.member)].map(([, name = '']) => lowerFirst(name))
      expect(set.length).toBeGreaterThan(0)
      for (const name of set) expect(Object.keys(fields)).toContain(name)
      for (const field of Object.values(fields)) {
        if (String(field.type).endsWith('!')) expect(set).toContain(field.name)
      }
    }
  })

  test.runIf(recipe.entry === 'client')('names stores of the schema', () => {
    const store = schema.getType('Store')
    if (!isEnumType(store)) throw new Error('The schema has no stores.')
    const toComparable = (name: string) => name.toLowerCase().replaceAll('_', '')
    const values = store.getValues().map(({ name }) => toComparable(name))
    const used = [...code.matchAll(/(?<=\bStore\.|store: \.init\(\.)\w+/g)].map(([name]) =>
      toComparable(name),
    )
    expect(used.length).toBeGreaterThan(0)
    for (const name of used) expect(values).toContain(name)
  })
})
