import { i18n } from '@lingui/core'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { keepApp } from '../app/search-text.ts'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { Section } from '../ui/facts.tsx'
import { Time } from '../ui/time.tsx'
import type { PaymentDetails } from './payment-sentence.ts'
import type { EvidenceState } from './use-evidence.ts'
import { collectEntries, type Entry } from './timeline-entries.tsx'

type PaymentTimelineProps = { readonly payment: PaymentDetails; readonly evidence: EvidenceState }

/** What happened to the payment, newest first. Each entry opens into its evidence, which is read after the payment. */
export function PaymentTimeline({ payment, evidence: { evidence, error, retry } }: PaymentTimelineProps) {
  const { entry: openId } = useSearch({ from: '/shell/payments/$paymentId' })
  const navigate = useNavigate({ from: '/payments/$paymentId' })
  const toggle = (id: string) => {
    const open = id === openId ? {} : { entry: id }
    void navigate({
      search: (previous) => ({ ...keepApp(previous), ...open }),
      replace: true,
      resetScroll: false,
    })
  }
  return (
    <Section title={i18n.t('Timeline')}>
      {error !== undefined && evidence === null && <ApiErrorNote error={error} onRetry={retry} />}
      <ol>
        {collectEntries(payment, evidence).map((entry, index) => (
          <TimelineEntry
            key={entry.id}
            entry={entry}
            isFirst={index === 0}
            isOpen={entry.id === openId}
            details={evidence === null ? <Skeleton className="my-2 w-1/2" /> : entry.renderDetails(evidence)}
            onToggle={() => toggle(entry.id)}
          />
        ))}
      </ol>
    </Section>
  )
}

type TimelineEntryProps = {
  readonly entry: Entry
  readonly isFirst: boolean
  readonly isOpen: boolean
  readonly details: ReactNode
  readonly onToggle: () => void
}

function TimelineEntry({ entry, isFirst, isOpen, details, onToggle }: TimelineEntryProps) {
  const { occurredAt, title, note } = entry
  const detailsId = useId()
  const item = useRef<HTMLLIElement>(null)
  useEffect(() => {
    // A link to an entry shows it; an entry that is opened by hand is on the screen already.
    if (isOpen) item.current?.scrollIntoView({ block: 'nearest' })
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  return (
    <li ref={item} className={clsx(!isFirst && 'border-t border-line')}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={detailsId}
        className="grid w-full grid-cols-[1rem_minmax(0,1fr)] gap-x-2 py-1.5 text-left hover:bg-hover sm:grid-cols-[1rem_10rem_minmax(0,1fr)]"
        onClick={onToggle}
      >
        <ChevronRight aria-hidden size={14} className={clsx('mt-0.5 text-soft', isOpen && 'rotate-90')} />
        <span className="text-soft">
          <Time iso={occurredAt} />
        </span>
        <span className="min-w-0 max-sm:col-start-2">{title}</span>
      </button>
      {note !== null && <div className="pb-1.5 pl-6 sm:pl-[11.75rem]">{note}</div>}
      <div id={detailsId} className={clsx('gap-3 pt-1 pb-3 pl-6', isOpen ? 'grid' : 'hidden')}>
        {isOpen && details}
      </div>
    </li>
  )
}
