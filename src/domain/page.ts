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
}

export type PagedList<Row, Position> = {
  /** The list's name: cursors of other lists are refused. */
  readonly list: string
  readonly encode: (row: Row) => string
  /** null if the text, which anybody can write, is no position. */
  readonly decode: (text: string) => Position | null
  /** Rows in the list's order, or from its end backwards when `reversed`; `after` and `before` as in the list's order. */
  readonly read: (span: {
    after: Position | null
    before: Position | null
    limit: number
    reversed: boolean
  }) => Promise<Row[]>
}

/** One page of a list, from the start (`first`) or from the end (`last`); at most 100 rows, and one read. */
export async function listPage<Row, Position>(
  appId: string,
  request: PageRequest,
  list: PagedList<Row, Position>,
): Promise<Page<Row>> {
  const { first, last } = request
  if (first !== null && last !== null) throw badInput('Give first or last, not both.')
  const reversed = last !== null
  const size = checkPageSize(reversed ? last : (first ?? defaultPageSize), reversed ? 'last' : 'first')
  const parseCursor = (cursor: string | null, name: string) => {
    if (cursor === null) return null
    const text = decodeCursor(list.list, appId, cursor)
    const position = text === null ? null : list.decode(text)
    if (position === null) throw badInput(`${name} is not a cursor of this list.`)
    return position
  }
  const after = parseCursor(request.after, 'after')
  const before = parseCursor(request.before, 'before')
  const rows = await list.read({ after, before, limit: size + 1, reversed })
  const hasMore = rows.length > size
  const page = reversed ? rows.slice(0, size).toReversed() : rows.slice(0, size)
  return {
    edges: toEdges(page, (node) => encodeCursor(list.list, appId, list.encode(node))),
    hasNextPage: reversed ? before !== null : hasMore,
    hasPreviousPage: reversed ? hasMore : after !== null,
  }
}

/** Cursors are made when somebody asks for them. */
export function toEdges<Row>(rows: readonly Row[], makeCursor: (row: Row) => string): Page<Row>['edges'] {
  return rows.map((node) => ({
    node,
    get cursor() {
      return makeCursor(node)
    },
  }))
}

export function checkPageSize(size: number, name: string): number {
  if (size >= 1 && size <= maxPageSize) return size
  throw badInput(`${name} must be between 1 and ${maxPageSize}.`)
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
