/** A time in the zone of the viewer, with the name of the zone only where it is asked for. */
export function formatTime(iso: string, language: string, withZone = false): string {
  return new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(withZone ? { timeZoneName: 'short' as const } : {}),
  }).format(new Date(iso))
}

/** A time in UTC, as it is in logs. */
export const formatUtc = (iso: string) => `${iso.replace('T', ' ').replace(/\.\d+Z$|Z$/, '')} UTC`

/** The name of the viewer's zone. */
export const viewerZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

/** The first moment of a day in the zone of the viewer, `days` later. */
export function startOfDay(date: string, days = 0): string | null {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const start = new Date(year, month - 1, day + days)
  return Number.isNaN(start.getTime()) ? null : start.toISOString()
}
