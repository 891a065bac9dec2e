const dayMs = 24 * 60 * 60_000

/** A calendar day, `2026-11-29`, some days later. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** A calendar day with its weekday, whatever the zone of the viewer. */
export function formatDay(day: string, language: string, days = 0): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  }).format(new Date(`${addDays(day, days)}T00:00:00Z`))
}
