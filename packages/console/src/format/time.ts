/** A time in the zone of the viewer, with the name of the zone only where it is asked for. */
export function formatTime(iso: string, language: string, withZone = false): string {
  const date = new Date(iso)
  const time = new Intl.DateTimeFormat(language, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(date)
  return withZone ? `${time} ${zoneName(date, language)}` : time
}

/** Asked for by itself: together with it some languages spell out hours and minutes. */
function zoneName(date: Date, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZoneName: 'short' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
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
