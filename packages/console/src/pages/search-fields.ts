import { startOfDay } from '../format/time.ts'
import type { DateTimeRange } from '../generated/operations.ts'

type Search = Readonly<Record<string, unknown>>

/** A value of an address that is one of the known ones. */
export function readChoice<Value extends string>(
  search: Search,
  name: string,
  values: readonly Value[],
): Value | undefined {
  return values.find((value) => value === search[name])
}

/** Values of an address that are known ones, `ACTIVE,PAUSED`, in their usual order; undefined if there is none. */
export function readChoices<Value extends string>(
  search: Search,
  name: string,
  values: readonly Value[],
): Value[] | undefined {
  const given = search[name]
  const wanted: readonly unknown[] =
    typeof given === 'string' ? given.split(',') : Array.isArray(given) ? given : []
  const read = values.filter((value) => wanted.includes(value))
  return read.length === 0 ? undefined : read
}

/** A text of an address, without blanks around it and without characters that have no width. */
export function readText(search: Search, name: string): string | undefined {
  const value = search[name]
  if (typeof value !== 'string') return undefined
  const text = value.replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, '').trim()
  return text === '' ? undefined : text
}

/** A day of an address: `2026-11-29`. */
export function readDay(search: Search, name: string): string | undefined {
  const text = readText(search, name)
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined
}

/** Two times of the server in an address, such as the bounds of a day in another time zone. */
export const spanPattern = /^\d{4}-\d\d-\d\dT[\d:.]+Z_\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** The start and the end, exclusive, of two times. */
export function readSpan(text: string): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = text.split('_')
  return { from, to }
}

/** The value of a condition between two times. */
export const writeSpan = (from: string, to: string) => `${from}_${to}`

/** From the start of the first day to the end of the last one, in the zone of the viewer; undefined without days. */
export function toDayRange(from: string | undefined, to: string | undefined): DateTimeRange | undefined {
  if ((from ?? to) === undefined) return undefined
  return withoutEmpty({
    from: from === undefined ? undefined : startOfDay(from),
    to: to === undefined ? undefined : startOfDay(to, 1),
  })
}

/** Without the fields that have no value, so that they are not in the address. */
export function withoutEmpty<Value extends object>(
  value: Value,
): { [Name in keyof Value]?: Exclude<Value[Name], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as {
    [Name in keyof Value]?: Exclude<Value[Name], undefined>
  }
}
