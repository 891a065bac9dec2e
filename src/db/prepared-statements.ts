import { LRUCache } from 'lru-cache'
import type { Sql } from 'postgres'

/** A connection keeps a prepared statement as long as it is open, in PostgreSQL too. */
const maxPreparedTexts = 200
/** Lists with filters can have any number of texts, most of which are never sent again. */
const usesBeforePreparing = 3
const maxCountedTexts = 500
const maxTextLength = 10_000

/** Decides which statements of the query builder a pool prepares: those that are sent repeatedly, bounded in number. */
export function createPreparationPolicy(): (text: string) => boolean {
  const prepared = new Set<string>()
  const uses = new LRUCache<string, number>({ max: maxCountedTexts })
  return (text) => {
    if (prepared.has(text)) return true
    if (prepared.size >= maxPreparedTexts || text.length > maxTextLength) return false
    const count = (uses.get(text) ?? 0) + 1
    if (count < usesBeforePreparing) {
      uses.set(text, count)
      return false
    }
    uses.delete(text)
    prepared.add(text)
    return true
  }
}

/**
 * The driver's interface for drizzle, which asks for no statement to be prepared: PostgreSQL would parse and plan each read anew, after
 * a further round trip.
 */
export function prepareStatements(sql: Sql, isPrepared: (text: string) => boolean): Sql {
  const unsafe: Sql['unsafe'] = (text, parameters, options) =>
    sql.unsafe(text, parameters, { ...options, prepare: isPrepared(text) })
  return new Proxy(sql, {
    get: (target, name) => (name === 'unsafe' ? unsafe : (Reflect.get(target, name) as unknown)),
  })
}
