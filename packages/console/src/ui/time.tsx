import { readLanguage } from '../app/preferences.ts'
import { formatTime, formatUtc } from '../format/time.ts'

/** A time in the viewer's zone; in UTC on hover. */
export function Time({ iso, withZone = false }: { readonly iso: string; readonly withZone?: boolean }) {
  return (
    <time dateTime={iso} title={formatUtc(iso)} className="whitespace-nowrap">
      {formatTime(iso, readLanguage(), withZone)}
    </time>
  )
}
