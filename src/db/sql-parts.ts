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

/** The text of a statement that `partWriter` wrote, and its values in their order. */
export function joinParts(statement: Fragment): {
  readonly text: string
  readonly values: readonly unknown[]
} {
  const values: unknown[] = []
  const write = (part: SqlPart): string =>
    part.texts.reduce((text, next, index) => {
      const value = part.values[index - 1]
      if (value instanceof SqlPart) return text + write(value) + next
      values.push(value)
      return `${text}$${values.length}${next}`
    })
  return { text: write(statement as unknown as SqlPart), values }
}

/** Executes a statement that `partWriter` wrote, and keeps its plan as far as the number of such texts allows. */
export function executeParts({ sql }: Pick<Db, 'sql'>, statement: Fragment) {
  const { text, values } = joinParts(statement)
  return sql.unsafe(text, values as Parameters<Sql['unsafe']>[1], { prepare: true })
}
