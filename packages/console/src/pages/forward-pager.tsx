import { i18n } from '@lingui/core'
import { ChevronRight } from 'lucide-react'
import { Button } from '../ui/button.tsx'

type ForwardPagerProps = {
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly endCursor: string | null
  }
  readonly onMove: (after: string | undefined) => void
}

/** The pages of a list that is read in one direction; the browser's own button goes back. */
export function ForwardPager({ pageInfo, onMove }: ForwardPagerProps) {
  const { hasNextPage, hasPreviousPage, endCursor } = pageInfo
  if (!hasNextPage && !hasPreviousPage) return null
  return (
    <nav aria-label={i18n.t('Pages')} className="flex gap-2 border-t border-line px-3 py-2 sm:px-4">
      <Button disabled={!hasPreviousPage} onClick={() => onMove(undefined)}>
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
