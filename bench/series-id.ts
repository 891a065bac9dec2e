import { createHash } from 'node:crypto'

/** The time in the first id of each series, in milliseconds: later than that of every generated payment. */
const firstMs = Date.UTC(2026, 6, 1)

/**
 * The n-th id of a series, the same here and in SQL. It begins with a time, as the server's ids do: rows that are used one after the other
 * are neighbours in the indexes, however many rows there are.
 */
export function seriesIdOf(series: string, n: number): string {
  const time = (firstMs + n).toString(16).padStart(12, '0')
  return formatUuid(`${time}7${md5(`${series}-${n}`).slice(13)}`)
}

/** @param n an integer in SQL, or its text */
export const seriesIdSql = (series: string, n: string) =>
  `(lpad(to_hex(${firstMs} + (${n})::bigint), 12, '0') || '7' || substr(md5('${series}-' || ${n}), 14))::uuid`

/** The same as `md5(text)::uuid` in SQL. */
export const md5Uuid = (text: string) => formatUuid(md5(text))

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

function formatUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
