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
