import { i18n } from '@lingui/core'
import { useEffect, useState } from 'react'
import { Status, type Tone } from '../ui/status.tsx'

/**
 * Seconds since the data arrived, by a clock that nobody can set: what is left until a deadline is the server's number less these.
 * @param data another value starts anew
 */
export function useElapsedSeconds(data: unknown): number {
  const [counted, setCounted] = useState({ data, seconds: 0 })
  useEffect(() => {
    const start = performance.now()
    const count = () => setCounted({ data, seconds: Math.floor((performance.now() - start) / 1_000) })
    const timer = setInterval(count, 1_000)
    return () => clearInterval(timer)
  }, [data])
  return counted.data === data ? counted.seconds : 0
}

const hourSeconds = 3_600

function toneOf(seconds: number): Tone {
  if (seconds < hourSeconds) return 'bad'
  return seconds < 4 * hourSeconds ? 'warn' : 'idle'
}

/** How long the store still takes an answer. */
export function TimeLeft({ seconds }: { readonly seconds: number }) {
  return (
    <Status tone={toneOf(seconds)}>
      <span className="tabular-nums">{seconds === 0 ? i18n.t('over') : describeSeconds(seconds)}</span>
    </Status>
  )
}

function describeSeconds(total: number): string {
  const hours = Math.floor(total / hourSeconds)
  const minutes = Math.floor((total % hourSeconds) / 60)
  const seconds = total % 60
  if (hours > 0) return i18n.t('{hours} h {minutes} min left', { hours, minutes })
  return i18n.t('{minutes} min {seconds} s left', { minutes, seconds })
}
