import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { parseMicros } from '../../platform/money.ts'

function createTextScalar<Internal>(
  name: string,
  parse: (text: string) => Internal | null,
  serialize: (value: Internal) => string,
): GraphQLScalarType<Internal, string> {
  const read = (value: unknown): Internal => {
    const parsed = typeof value === 'string' ? parse(value) : null
    if (parsed === null) throw new GraphQLError(`${name} cannot represent this value`)
    return parsed
  }
  return new GraphQLScalarType<Internal, string>({
    name,
    parseValue: read,
    parseLiteral: (node: ValueNode) => read(node.kind === Kind.STRING ? node.value : null),
    serialize: (value) => serialize(value as Internal),
  })
}

const dateTimeForm = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** The years of four digits: what RFC 3339 can say, and the database can store. */
const [firstInstant, lastInstant] = [
  Date.parse('0001-01-01T00:00:00Z'),
  Date.parse('9999-12-31T23:59:59.999Z'),
]

function parseDateTime(text: string): Date | null {
  const date = new Date(text)
  const time = date.getTime()
  return dateTimeForm.test(text) && time >= firstInstant && time <= lastInstant ? date : null
}

/** A day that is in the calendar. */
function parseDay(text: string): string | null {
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? parseDateTime(`${text}T00:00:00Z`) : null
  return date?.toISOString().slice(0, text.length) === text ? text : null
}

const asIs = (text: string) => text

export const scalars = {
  DateTime: createTextScalar('DateTime', parseDateTime, (date) => date.toISOString()),
  Date: createTextScalar('Date', parseDay, asIs),
  Decimal: createTextScalar('Decimal', (text) => (parseMicros(text) === null ? null : text), asIs),
  CurrencyCode: createTextScalar('CurrencyCode', (text) => (/^[A-Z]{3}$/.test(text) ? text : null), asIs),
  Cursor: createTextScalar('Cursor', (text) => (/^[A-Za-z0-9_-]{1,600}$/.test(text) ? text : null), asIs),
}
