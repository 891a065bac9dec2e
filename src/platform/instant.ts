/** RFC 3339 has four digits for the year, and the database has no year 0. */
const [firstInstant, lastInstant] = [
  Date.parse('0001-01-01T00:00:00Z'),
  Date.parse('9999-12-31T23:59:59.999Z'),
]

/** Whether a time can be stored and returned: from the year 1 to the year 9999. */
export function isStorableInstant(date: Date): boolean {
  const time = date.getTime()
  return time >= firstInstant && time <= lastInstant
}

const rfc3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i

/** The instant of a text in RFC 3339; null for another form, and for a day or an hour that does not exist, which `Date` would move. */
export function parseInstant(text: string): Date | null {
  const local = rfc3339.exec(text)?.[1]?.toUpperCase()
  const instant = new Date(text)
  if (local === undefined || !isStorableInstant(instant)) return null
  const wall = new Date(`${local}Z`)
  return isStorableInstant(wall) && wall.toISOString().startsWith(local) ? instant : null
}

const dayMs = 86_400_000
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))
const threeDigits = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'))
let formattedDay = { day: Number.NaN, text: '' }

/** What `toISOString` returns, in a fifth of its time: a list has many instants, and most of them are of the same days. */
export function formatInstant(instant: Date): string {
  if (!isStorableInstant(instant)) return instant.toISOString()
  const time = instant.getTime()
  const day = Math.floor(time / dayMs)
  if (day !== formattedDay.day) formattedDay = { day, text: instant.toISOString().slice(0, 11) }
  const ms = time - day * dayMs
  const seconds = Math.floor(ms / 1_000)
  const minutes = Math.floor(seconds / 60)
  const hour = twoDigits[Math.floor(minutes / 60)] ?? ''
  const minute = twoDigits[minutes % 60] ?? ''
  const second = twoDigits[seconds % 60] ?? ''
  return `${formattedDay.text}${hour}:${minute}:${second}.${threeDigits[ms % 1_000] ?? ''}Z`
}
