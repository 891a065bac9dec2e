import { LRUCache } from 'lru-cache'
import { decodeCursor, encodeCursor } from '../platform/cursor.ts'
import { RequestError } from '../platform/request-error.ts'

export const maxPageSize = 100
const defaultPageSize = 20

export type PageRequest = {
  readonly first: number | null
  readonly after: string | null
  readonly last: number | null
  readonly before: string | null
}

export type Page<Row> = {
  readonly edges: readonly { readonly node: Row; readonly cursor: string }[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  /** Where the next page and the previous page begin, if that is not at the edges of this one. */
  readonly endCursor?: string
  readonly startCursor?: string
}

/** Rows of a list; `stoppedAt` is where the read ended although it found fewer than it may return, if others may follow. */
type ReadRows<Row, Position> = { readonly rows: readonly Row[]; readonly stoppedAt: Position | null }

export type PagedList<Row, Position> = {
  /** The list's name. A cursor of another list is rejected. */
  readonly list: string
  readonly encode: (row: Row) => string
  /** Parses a position; null if the text is not one, because cursors are not signed. */
  readonly decode: (text: string) => Position | null
  /** Reads rows in the list's order, or backwards from its end if `reversed`; `after` and `before` always refer to the list's order. */
  readonly read: (span: {
    after: Position | null
    before: Position | null
    limit: number
    reversed: boolean
  }) => Promise<Row[] | ReadRows<Row, Position>>
  /** Needed only where a read can end early. */
  readonly encodePosition?: (position: Position) => string
}

/** The positions of the newest cursors: most come back at once to read the next page, and checking one takes a hash. */
const newestPositions = new LRUCache<string, string>({ max: 1_000 })

function encodePosition(list: string, appId: string, position: string): string {
  const cursor = encodeCursor(list, appId, position)
  newestPositions.set(`${list}/${appId}/${cursor}`, position)
  return cursor
}

function decodePosition(list: string, appId: string, cursor: string): string | null {
  return newestPositions.get(`${list}/${appId}/${cursor}`) ?? decodeCursor(list, appId, cursor)
}

/** Reads one page of a list, from its start (`first`) or its end (`last`), of at most `maxPageSize` rows, by one read. */
export async function listPage<Row, Position>(
  appId: string,
  request: PageRequest,
  list: PagedList<Row, Position>,
): Promise<Page<Row>> {
  const { first, last } = request
  if (first !== null && last !== null) throw badInput('Use first or last, not both.')
  const reversed = last !== null
  const size = checkPageSize(reversed ? last : (first ?? defaultPageSize), reversed ? 'last' : 'first')
  const parseCursor = (cursor: string | null, name: string) => {
    if (cursor === null) return null
    const text = decodePosition(list.list, appId, cursor)
    const position = text === null ? null : list.decode(text)
    if (position === null) throw badInput(`${name} is not a cursor of this list.`)
    return position
  }
  const after = parseCursor(request.after, 'after')
  const before = parseCursor(request.before, 'before')
  const read = await list.read({ after, before, limit: size + 1, reversed })
  const { rows, stoppedAt } = Array.isArray(read) ? { rows: read, stoppedAt: null } : read
  const isFull = rows.length > size
  const hasMore = isFull || stoppedAt !== null
  const page = reversed ? rows.slice(0, size).toReversed() : rows.slice(0, size)
  const stop = isFull || stoppedAt === null ? undefined : list.encodePosition?.(stoppedAt)
  const edge = stop === undefined ? {} : toEdgeCursor(encodePosition(list.list, appId, stop), reversed)
  return {
    edges: toEdges(page, (node) => encodePosition(list.list, appId, list.encode(node))),
    hasNextPage: reversed ? before !== null : hasMore,
    hasPreviousPage: reversed ? hasMore : after !== null,
    ...edge,
  }
}

function toEdgeCursor(cursor: string, reversed: boolean) {
  return reversed ? { startCursor: cursor } : { endCursor: cursor }
}

/** The edges of rows. A cursor is encoded only when it is read. */
export function toEdges<Row>(rows: readonly Row[], makeCursor: (row: Row) => string): Page<Row>['edges'] {
  return rows.map((row) => new LazyEdge(row, makeCursor))
}

/** A class, because V8 keeps the getters of an object literal, and all that they refer to, until it collects its old generation. */
class LazyEdge<Row> {
  readonly node: Row
  readonly #makeCursor: (row: Row) => string
  constructor(node: Row, makeCursor: (row: Row) => string) {
    this.node = node
    this.#makeCursor = makeCursor
  }
  get cursor(): string {
    return this.#makeCursor(this.node)
  }
}

export function checkPageSize(size: number, name: string, max = maxPageSize): number {
  if (size >= 1 && size <= max) return size
  throw badInput(`${name} must be between 1 and ${max}.`)
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
