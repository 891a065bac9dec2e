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
