/** Whether a text names a time zone of the IANA, such as `Asia/Seoul`. */
export function isTimeZone(name: string): boolean {
  // `Intl` also accepts offsets, which are no names.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Formats times in RFC 3339 with the offset of a time zone, such as `2026-01-01T09:00:00.000+09:00`. */
export function createZonedTimeFormat(timeZone: string): (time: Date) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
    ...({ year: 'numeric', month: '2-digit', day: '2-digit' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } as const),
  })
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]))
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? ''
    const offset = part('timeZoneName').replace(/^GMT/, '')
    const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
    const clock = `${part('hour')}:${part('minute')}:${part('second')}.${part('fractionalSecond')}`
    return `${date}T${clock}${offset === '' ? '+00:00' : offset}`
  }
}
