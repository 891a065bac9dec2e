import { i18n } from '@lingui/core'
import { ApiErrorNote } from '../api/api-error-note.tsx'
import { useApiQuery } from '../api/use-api-query.ts'
import { storeLabel } from '../format/labels.ts'
import {
  ReconciliationReportDocument,
  type ReconciliationReportQuery,
  type Store,
} from '../generated/operations.ts'
import { Clamped } from '../ui/clamped.tsx'
import { Section } from '../ui/facts.tsx'
import { Skeleton } from '../ui/notes.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { Discrepancy } from './discrepancy.tsx'
import { sourceLabel } from './reconciliation-labels.ts'

type DayReportProps = { readonly day: string; readonly store: Store; readonly onChanged: () => void }

export function DayReport({ day, store, onChanged }: DayReportProps) {
  const [{ data, error }, retry] = useApiQuery(ReconciliationReportDocument, { variables: { day, store } })
  const reload = () => {
    retry({ requestPolicy: 'network-only' })
    onChanged()
  }
  const report = data?.reconciliationReport
  return (
    <div className="min-w-0 p-3 sm:p-5">
      <h2 className="mb-4 text-base font-semibold">
        {day} · {storeLabel(i18n, store)} <span className="font-normal text-soft">UTC</span>
      </h2>
      {error !== undefined && report === undefined && <ApiErrorNote error={error} onRetry={reload} />}
      {report === undefined && error === undefined && <Skeleton className="w-2/3" />}
      {report !== undefined && (
        <div className="grid gap-8">
          <Section title={i18n.t('Differences')}>
            {report.discrepancies.length === 0 && (
              <p className="text-soft">{i18n.t('The records agreed with the store.')}</p>
            )}
            <ul>
              {report.discrepancies.map((discrepancy) => (
                <Discrepancy key={discrepancy.id} discrepancy={discrepancy} onReload={reload} />
              ))}
            </ul>
          </Section>
          <Section title={i18n.t('Runs')}>
            <Runs runs={report.runs} />
          </Section>
        </div>
      )}
    </div>
  )
}

type Run = ReconciliationReportQuery['reconciliationReport']['runs'][number]

function Runs({ runs }: { readonly runs: readonly Run[] }) {
  if (runs.length === 0) return <p className="text-soft">{i18n.t('Nothing was compared on this day.')}</p>
  return (
    <ul>
      {runs.map((run) => (
        <li
          key={`${run.startedAt} ${run.source} ${run.storeBundleId ?? ''}`}
          className="grid gap-x-4 border-t border-line py-1.5 sm:grid-cols-[10rem_minmax(0,1fr)_auto]"
        >
          <span className="text-soft">
            <Time iso={run.startedAt} />
          </span>
          <span className="min-w-0">
            {sourceLabel(i18n, run.source)}{' '}
            <span className="text-soft">
              {i18n.t('{checkedCount} checked', { checkedCount: run.checkedCount })}
            </span>
            {run.lastError !== null && <Clamped text={run.lastError} />}
          </span>
          <Status tone={runTone(run)}>{runLabel(run)}</Status>
        </li>
      ))}
    </ul>
  )
}

function runTone({ endedAt, lastError }: Run) {
  if (endedAt !== null) return 'good'
  return lastError === null ? 'accent' : 'warn'
}

function runLabel({ endedAt, lastError }: Run): string {
  if (endedAt !== null) return i18n.t('Done')
  return lastError === null ? i18n.t('Running') : i18n.t('Goes on at the next run')
}
