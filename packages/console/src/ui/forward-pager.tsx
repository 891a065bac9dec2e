import { i18n } from '@lingui/core'
import { ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'

type ForwardPagerProps = {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  /** The position of the page that is shown; undefined for the first. */
  readonly after: string | undefined
  readonly onMove: (after: string | undefined) => void
}

/** For lists that are read in one direction; the browser's own button leads back. */
export function ForwardPager({ pageInfo: { hasNextPage, endCursor }, after, onMove }: ForwardPagerProps) {
  if (!hasNextPage && after === undefined) return null
  return (
    <nav aria-label={i18n.t('Pages')} className="flex gap-2 border-t border-line px-3 py-2 sm:px-4">
      <Button disabled={after === undefined} onClick={() => onMove(undefined)}>
        {i18n.t('First page')}
      </Button>
      <Button
        disabled={!hasNextPage || endCursor === null}
        onClick={() => endCursor !== null && onMove(endCursor)}
      >
        {i18n.t('Next')}
        <ChevronRight aria-hidden size={14} />
      </Button>
    </nav>
  )
}
