import { isUuid } from '../platform/ids.ts'
import { listPage, type Page } from './page.ts'

/** A page of a list that is ordered by id, newest first. Ids are UUIDv7, which sort by time. */
export function listNewestFirst<Row extends { readonly id: string }>(
  appId: string,
  list: string,
  request: { readonly first: number | null; readonly after: string | null },
  read: (span: { after: string | null; limit: number }) => Promise<Row[]>,
): Promise<Page<Row>> {
  const { first, after } = request
  return listPage(
    appId,
    { first, after, last: null, before: null },
    {
      list,
      encode: ({ id }) => id,
      decode: (text) => (isUuid(text) ? text : null),
      read,
    },
  )
}
