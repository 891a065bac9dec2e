import type { Fragment, Sql } from 'postgres'
import type { Db } from './client.ts'

/** Writes the parts of a statement: the driver's `sql`, or `partWriter`. */
export type SqlWriter = { readonly sql: Sql }

class SqlPart {
  readonly texts: readonly string[]
  /** The values and parts between the texts. */
  readonly values: readonly unknown[]
  constructor(texts: readonly string[], values: readonly unknown[]) {
    this.texts = texts
    this.values = values
  }
}

const writePart = (texts: readonly string[] | string, ...values: readonly unknown[]): SqlPart =>
  typeof texts === 'string' ? new SqlPart([quoteName(texts)], []) : new SqlPart(texts, values)

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`

/**
 * Writes parts that `executeParts` joins. The driver makes each of its fragments a promise that the limiter of queries wraps: writing a list
 * of them takes the API longer than reading its rows.
 */
export const partWriter: SqlWriter = { sql: writePart as unknown as Sql }

/** A part of a statement as it is. Its text is never a caller's. */
export function rawPart(text: string): Fragment {
  return new SqlPart([text], []) as unknown as Fragment
}

/** A step in the sequence of the parts of statements, and the text of the statement that ends there. */
class KnownParts {
  readonly next = new Map<unknown, KnownParts>()
  text: string | null = null
}

let known = new KnownParts()
let knownCount = 0
const maxKnown = 5_000
/** The place of a value in the sequence. */
const anyValue = Symbol('value')

/**
 * The text of a statement that `partWriter` wrote, and its values in their order. The texts of a template are the same list at each
 * evaluation, so what was written before is found by those lists: it is neither joined again, nor hashed where plans are looked up.
 */
export function joinParts(statement: Fragment): {
  readonly text: string
  readonly values: readonly unknown[]
} {
  const values: unknown[] = []
  const follow = (part: SqlPart, from: KnownParts): KnownParts =>
    part.values.reduce<KnownParts>(
      (reached, value) => {
        if (value instanceof SqlPart) return follow(value, reached)
        values.push(value)
        return step(reached, anyValue)
      },
      step(from, part.values.length === 0 ? part.texts[0] : part.texts),
    )
  const root = statement as unknown as SqlPart
  const reached = follow(root, known)
  reached.text ??= writeText(root)
  return { text: reached.text, values }
}

function step({ next }: KnownParts, key: unknown): KnownParts {
  const found = next.get(key)
  if (found !== undefined) return found
  if (knownCount === maxKnown) {
    known = new KnownParts()
    knownCount = 0
  }
  const added = new KnownParts()
  knownCount += 1
  next.set(key, added)
  return added
}

function writeText(statement: SqlPart): string {
  let valueCount = 0
  const write = (part: SqlPart): string =>
    part.texts.reduce((text, next, index) => {
      const value = part.values[index - 1]
      if (value instanceof SqlPart) return text + write(value) + next
      valueCount += 1
      return `${text}$${valueCount}${next}`
    })
  return write(statement)
}

/** Executes a statement that `partWriter` wrote, and keeps its plan as far as the number of such texts allows. */
export function executeParts({ sql }: Pick<Db, 'sql'>, statement: Fragment) {
  const { text, values } = joinParts(statement)
  return sql.unsafe(text, values as Parameters<Sql['unsafe']>[1], { prepare: true })
}
