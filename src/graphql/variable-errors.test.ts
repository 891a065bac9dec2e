import { buildSchema, Kind, parse } from 'graphql'
import { expect, test } from 'vitest'
import { findVariableErrors } from './variable-errors.ts'

const schema = buildSchema(`
  input Input { number: Int, text: String, list: [Input!] }
  type Query { field(input: Input, count: Int): Int }`)
const [operation] = parse(
  'query ($input: Input, $count: Int! = 1) { field(input: $input, count: $count) }',
).definitions
if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the document begins with no operation')

const findMessages = (variables: Record<string, unknown>, hideSuggestions = true) =>
  findVariableErrors({ schema, operation, variables, hideSuggestions }).map(({ message }) => message)

test.for([
  [
    { unknown: 's3cret' },
    'Variable "$input" got invalid value; Field "unknown" is not defined by type "Input".',
  ],
  [
    { number: 's3cret' },
    'Variable "$input" got invalid value at "input.number"; Int cannot represent non-integer value',
  ],
  [
    { text: { privateKey: 's3cret' } },
    'Variable "$input" got invalid value at "input.text"; String cannot represent a non string value',
  ],
  ['s3cret', 'Variable "$input" got invalid value; Expected type "Input" to be an object.'],
  [
    { text: 's3cret', list: [{ number: 1 }, { text: 's3cret', nmber: 1 }] },
    'Variable "$input" got invalid value at "input.list[1]"; Field "nmber" is not defined by type "Input".',
  ],
] as const)('an error about %j does not repeat the value', ([input, message]) => {
  expect(findMessages({ input })).toEqual([message])
})

test('values that are valid, null or missing have no error', () => {
  expect(findMessages({ input: { number: 1, text: 'x', list: [{ number: null }] }, count: 2 })).toEqual([])
  expect(findMessages({ input: null })).toEqual([])
  expect(findMessages({ other: 1 })).toEqual([])
})

test('at most three errors are reported, of all variables together', () => {
  const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`unknown${index}`, index]))
  expect(findMessages({ input: { number: 'x', ...unknown }, count: 'x' })).toHaveLength(3)
})

test('names are suggested only where the schema is public', () => {
  expect(findMessages({ input: { nmber: 1 } })[0]).not.toContain('Did you mean')
  expect(findMessages({ input: { nmber: 1 } }, false)[0]).toContain('Did you mean "number"?')
})
