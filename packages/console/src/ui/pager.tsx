import { i18n } from '@lingui/core'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'

/** Where a page begins and ends, as the API says it. */
export type PageInfo = {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | null
  readonly endCursor: string | null
}
type Position = { readonly after?: string; readonly before?: string }
type PagerProps = {
  readonly pageInfo: PageInfo
  readonly onMove: (position: Position) => void
}

export function Pager({ pageInfo, onMove }: PagerProps) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = pageInfo
  if (!hasNextPage && !hasPreviousPage) return null
  return (
    <nav aria-label={i18n.t('Pages')} className="flex gap-2 border-t border-line px-3 py-2 sm:px-4">
      <Button disabled={!hasPreviousPage} onClick={() => onMove({})}>
        {i18n.t('First page')}
      </Button>
      <Button
        disabled={!hasPreviousPage || startCursor === null}
        onClick={() => startCursor !== null && onMove({ before: startCursor })}
      >
        <ChevronLeft aria-hidden size={14} />
        {i18n.t('Previous')}
      </Button>
      <Button
        disabled={!hasNextPage || endCursor === null}
        onClick={() => endCursor !== null && onMove({ after: endCursor })}
      >
        {i18n.t('Next')}
        <ChevronRight aria-hidden size={14} />
      </Button>
    </nav>
  )
}
