import { i18n } from '@lingui/core'
import { clsx } from 'clsx'
import { storeLabel } from '../format/labels.ts'
import type { ReconciliationDaysQuery } from '../generated/operations.ts'
import { Button } from '../ui/button.tsx'
import { Status } from '../ui/status.tsx'
import type { ReconciliationSearch } from './reconciliation-search.ts'

type Day = ReconciliationDaysQuery['reconciliationDays'][number]
type DayListProps = {
  readonly days: readonly Day[]
  readonly day: string | undefined
  readonly store: string | undefined
  /** Whether later days are left out. */
  readonly isPaged: boolean
  readonly onChange: (changes: Partial<ReconciliationSearch>) => void
}

const pageDays = 14

export function DayList({ days, day, store, isPaged, onChange }: DayListProps) {
  const last = days.at(-1)?.day
  const hasMore = new Set(days.map((each) => each.day)).size === pageDays
  return (
    <nav aria-label={i18n.t('Days')} className="max-lg:max-h-56 max-lg:overflow-y-auto">
      <ul>
        {days.map((each) => (
          <li key={`${each.day} ${each.store}`} className="border-b border-line">
            <DayButton
              value={each}
              isChosen={each.day === day && each.store === store}
              onChoose={() => onChange({ day: each.day, store: each.store })}
            />
          </li>
        ))}
      </ul>
      {(hasMore || isPaged) && (
        <div className="flex gap-2 p-2">
          <Button
            disabled={!isPaged}
            onClick={() => onChange({ before: undefined, day: undefined, store: undefined })}
          >
            {i18n.t('Latest')}
          </Button>
          <Button
            disabled={!hasMore}
            onClick={() => onChange({ before: last, day: undefined, store: undefined })}
          >
            {i18n.t('Earlier')}
          </Button>
        </div>
      )}
    </nav>
  )
}

type DayButtonProps = { readonly value: Day; readonly isChosen: boolean; readonly onChoose: () => void }

function DayButton({ value, isChosen, onChoose }: DayButtonProps) {
  const { day, store, openCount, discrepancyCount } = value
  return (
    <button
      type="button"
      aria-current={isChosen ? 'true' : undefined}
      className={clsx(
        'flex w-full items-center gap-3 px-4 py-2 text-left',
        isChosen ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
      onClick={onChoose}
    >
      <span className="min-w-0 flex-1">
        <span className="tabular-nums">{day}</span>
        <span className="block text-soft">{storeLabel(i18n, store)}</span>
      </span>
      <Status tone={openCount > 0 ? 'bad' : 'good'}>
        {openCount > 0
          ? i18n.t('{openCount} open', { openCount })
          : i18n.t('{discrepancyCount, plural, =0 {agrees} other {# closed}}', { discrepancyCount })}
      </Status>
    </button>
  )
}
