import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql'
import type { Random } from './random.ts'

/** Texts of existing things, of the caller's AppKey and of another one. */
export type Corpus = {
  readonly ids: readonly string[]
  readonly cursors: readonly string[]
  readonly userIds: readonly string[]
  readonly purchaseTokens: readonly string[]
  readonly receipts: readonly string[]
}

export type ValueContext = {
  readonly random: Random
  readonly corpus: Corpus
  /** The share of values that do not have their type. */
  readonly wrongShare: number
}

const boundaryTexts = [
  '',
  ' ',
  'a',
  '\u0000',
  '\ud800',
  '\u2028',
  '../../etc/passwd',
  "' or 1=1 --",
  '{"__proto__":{"polluted":true}}',
  '%00%s%n',
  '\r\nx-injected: 1',
  '😀'.repeat(100),
  'x'.repeat(200),
  'x'.repeat(201),
  'x'.repeat(5_000),
]
const boundaryIntegers = [0, -0, 1, -1, 2, 20, 100, 101, 2_592_000, 2 ** 31 - 1, -(2 ** 31)]
const wrongValues: readonly unknown[] = [
  null,
  true,
  7,
  -1.5,
  1e300,
  2 ** 53,
  '',
  'wrong',
  [],
  {},
  [[]],
  [null],
  { __typename: 'x' },
  JSON.parse('{"__proto__":{"polluted":true}}'),
  { constructor: { prototype: { polluted: true } } },
  'x'.repeat(20_000),
]

/** Values by the name of the field, where a random text would never get beyond the first check. */
const textsByName: Readonly<Record<string, (corpus: Corpus) => readonly string[]>> = {
  userId: ({ userIds }) => userIds,
  toUserId: ({ userIds }) => userIds,
  purchaseToken: ({ purchaseTokens }) => purchaseTokens,
  receipt: ({ receipts }) => receipts,
  itemId: () => ['coins_100', 'coins_500', 'remove_ads', 'unknown'],
  productId: () => ['com.example.arcade.coins_100', 'com.example.arcade.coins_500'],
  idempotencyKey: () => ['one', 'two', 'three', 'four'],
  url: () => [
    'https://hooks.example.com/x',
    'http://127.0.0.1/',
    'https://169.254.169.254/latest',
    'nonsense',
  ],
  document: () => ['{ appKey { id } }', '{', 'mutation { a }', '{ __schema { types { name } } }'],
  consumer: () => ['one', 'two'],
  packageName: () => ['com.example.arcade'],
  bundleId: () => ['com.example.arcade'],
  signedTransaction: () => ['a.b.c', 'e30.e30.e30'],
}
const textsByScalar: Readonly<Record<string, (corpus: Corpus) => readonly string[]>> = {
  ID: ({ ids }) => ids,
  Cursor: ({ cursors }) => cursors,
  DateTime: () => [
    '2026-11-22T20:50:56.123Z',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2100-01-01T00:00:00+14:00',
  ],
  Date: () => ['2026-11-22', '0001-01-01', '9999-12-31', '2024-02-29'],
  Decimal: () => ['0', '4.99', '-1', '9223372036854.775807', '9223372036854.775808', '0.0000001'],
  CurrencyCode: () => ['KRW', 'USD', 'XXX', 'ZZZ'],
}
/** A store that is really called would make the run depend on the network. */
const unusedAddress = 'http://127.0.0.1:9/'

/** A value of the type as JSON, or with the share of the context one that has another type. */
export function generateValue(context: ValueContext, type: GraphQLInputType, name: string): unknown {
  const { random, wrongShare } = context
  if (random.chance(wrongShare)) return random.pick(wrongValues)
  if (isNonNullType(type)) return generateValue(context, type.ofType, name)
  if (isListType(type)) {
    const length = random.chance(0.02) ? 1_001 : random.below(4)
    return Array.from({ length }, () => generateValue(context, type.ofType, name))
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name
  if (isInputObjectType(type)) return generateObject(context, type)
  return generateScalar(context, type.name, name)
}

function generateObject(context: ValueContext, type: GraphQLInputObjectType): Record<string, unknown> {
  const { random, wrongShare } = context
  const fields = Object.values(type.getFields())
  const chosen = type.isOneOf
    ? [random.pick(fields)]
    : fields.filter((field) => {
        return isNonNullType(field.type) || field.name.endsWith('Url') || random.chance(0.5)
      })
  const entries = chosen
    .filter(() => !random.chance(wrongShare / 2))
    .map((field): [string, unknown] => [field.name, generateValue(context, field.type, field.name)])
  if (random.chance(wrongShare)) {
    entries.push([random.pick(['__proto__', 'constructor', 'toString', 'appId', 'status', 'isAdmin']), true])
  }
  return Object.fromEntries(entries)
}

function generateScalar(context: ValueContext, scalar: string, name: string): unknown {
  const { random, corpus, wrongShare } = context
  const oddShare = wrongShare === 0 ? 0.03 : 0.2
  if (scalar === 'Boolean') return random.chance(0.5)
  if (scalar === 'Int') return random.chance(oddShare) ? random.pick(boundaryIntegers) : 1 + random.below(5)
  if (scalar === 'Float') return random.below(1_000) / 7
  if (name.endsWith('Url')) return unusedAddress
  const texts = (textsByName[name] ?? textsByScalar[scalar])?.(corpus)
  if (texts === undefined || texts.length === 0 || random.chance(oddShare)) return random.pick(boundaryTexts)
  return random.pick(texts)
}

/** The value as a literal of a document; texts of enums are names. */
export function printLiteral(value: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return printLiteral(value, type.ofType)
  if (value === null || typeof value !== 'object') {
    return isEnumType(type) ? printEnum(value, type) : JSON.stringify(value)
  }
  if (Array.isArray(value)) {
    const itemType = isListType(type) ? type.ofType : type
    return `[${value.map((item) => printLiteral(item, itemType)).join(' ')}]`
  }
  const fields = isInputObjectType(type) ? type.getFields() : {}
  return `{${Object.entries(value)
    .map(([name, each]) => `${name}: ${printLiteral(each, fields[name]?.type ?? type)}`)
    .join(' ')}}`
}

function printEnum(value: unknown, type: GraphQLEnumType): string {
  return type.getValues().some(({ name }) => name === value) ? String(value) : JSON.stringify(value)
}
