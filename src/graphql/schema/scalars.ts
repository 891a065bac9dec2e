import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { formatInstant, parseInstant } from '../../platform/instant.ts'
import { parseMicros } from '../../platform/money.ts'

/** Creates a scalar with a string format. `parse` returns null for text that does not have the format. */
function createTextScalar<Internal>(
  name: string,
  parse: (text: string) => Internal | null,
  serialize: (value: Internal) => string,
): GraphQLScalarType<Internal, string> {
  const parseValue = (value: unknown): Internal => {
    const parsed = typeof value === 'string' ? parse(value) : null
    if (parsed === null) throw new GraphQLError(`${name} cannot represent this value`)
    return parsed
  }
  return new GraphQLScalarType<Internal, string>({
    name,
    parseValue,
    parseLiteral: (node: ValueNode) => parseValue(node.kind === Kind.STRING ? node.value : null),
    serialize: (value) => serialize(value as Internal),
  })
}

/** Accepts only existing calendar days: `2026-02-30` is rejected. */
function parseDay(text: string): string | null {
  return /^\d{4}-\d\d-\d\d$/.test(text) && parseInstant(`${text}T00:00:00Z`) !== null ? text : null
}

const identity = (text: string) => text

export const scalars = {
  DateTime: createTextScalar('DateTime', parseInstant, formatInstant),
  Date: createTextScalar('Date', parseDay, identity),
  Decimal: createTextScalar('Decimal', (text) => (parseMicros(text) === null ? null : text), identity),
  CurrencyCode: createTextScalar('CurrencyCode', (text) => (/^[A-Z]{3}$/.test(text) ? text : null), identity),
  Cursor: createTextScalar('Cursor', (text) => (/^[A-Za-z0-9_-]{1,600}$/.test(text) ? text : null), identity),
}
