import { i18n } from '@lingui/core'
import { CircleCheck } from 'lucide-react'
import { useMay } from '../app/permissions.ts'
import { readLanguage } from '../app/preferences.ts'
import { keepApp } from '../app/search-text.ts'
import { storeLabel } from '../format/labels.ts'
import type { Environment } from '../generated/operations.ts'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import { findTarget, type IssueTarget } from './issue-target.ts'
import { countLabel, issueText, severityLabel, severityTones, type Issue } from './issue-text.ts'

type Row = Issue & { readonly id: string; readonly target: IssueTarget | null }

const columns: readonly Column<Row>[] = [
  {
    name: 'severity',
    title: () => i18n.t('Urgency'),
    className: 'w-32 max-sm:order-2',
    render: ({ severity, kind, count, isExact }) => (
      <>
        <Status tone={severityTones[severity]}>{severityLabel(severity)}</Status>
        <span className="ml-2 text-soft sm:hidden">{countLabel(kind, formatCount(count, isExact))}</span>
      </>
    ),
  },
  {
    name: 'issue',
    title: () => i18n.t('What'),
    className: 'max-sm:order-1 max-sm:col-span-2',
    render: (row) => <IssueTitle row={row} />,
  },
  {
    name: 'count',
    title: () => i18n.t('Number'),
    isNumber: true,
    className: 'whitespace-nowrap max-sm:hidden',
    render: ({ kind, count, isExact }) => countLabel(kind, formatCount(count, isExact)),
  },
  {
    name: 'time',
    title: () => i18n.t('When'),
    className: 'w-72 max-lg:w-56 max-sm:order-3 max-sm:text-right max-sm:text-soft',
    render: ({ deadline, since }) => <IssueTime deadline={deadline} since={since} />,
  },
]

/** What needs an operator, the most urgent first; null until it has arrived. */
export function IssueList({
  issues,
  environment,
  isOutdated,
}: {
  readonly issues: readonly Issue[] | null
  readonly environment: Environment
  readonly isOutdated: boolean
}) {
  const may = useMay()
  const rows =
    issues?.map((issue): Row => {
      const target = findTarget(issue, environment)
      return { ...issue, id: idOf(issue), target: target !== null && may(target.field) ? target : null }
    }) ?? null
  if (rows?.length === 0) return <NothingToDo />
  return <DataTable columns={columns} rows={rows} isOutdated={isOutdated} />
}

const idOf = ({ kind, store, subjectId, label, problemCode, paidFrom }: Issue) =>
  [kind, store, subjectId ?? label, problemCode, paidFrom?.slice(0, 10)]
    .filter((part) => part != null)
    .join('-')

function NothingToDo() {
  return (
    <p className="flex items-center gap-2 px-4 py-6">
      <CircleCheck aria-hidden size={16} className="shrink-0 text-good" />
      {i18n.t('Nothing needs you: no deadline is near, and nothing fails.')}
    </p>
  )
}

function IssueTitle({ row }: { readonly row: Row }) {
  const { target, store, label } = row
  const text = issueText(row)
  const details = [store === null ? null : storeLabel(i18n, store), label].filter((part) => part !== null)
  return (
    <>
      {target === null ? (
        text
      ) : (
        // The pages read their parameters themselves, so that this one need not know the forms of all.
        <RowLink
          to={target.to as '/payments'}
          search={(previous) => ({ ...keepApp(previous), ...target.search })}
        >
          {text}
        </RowLink>
      )}
      {details.length > 0 && (
        <bdi className="block max-w-xl truncate text-xs text-soft" title={label ?? undefined}>
          {details.join(' · ')}
        </bdi>
      )}
    </>
  )
}

function IssueTime({ deadline, since }: Pick<Issue, 'deadline' | 'since'>) {
  if (deadline !== null) {
    return (
      <>
        <span className="text-soft">{i18n.t('until')}</span> <Time iso={deadline} />
      </>
    )
  }
  if (since === null) return null
  return (
    <>
      <span className="text-soft">{i18n.t('since')}</span> <Time iso={since} />
    </>
  )
}

function formatCount(count: number, isExact: boolean): string {
  const text = new Intl.NumberFormat(readLanguage()).format(count)
  return isExact ? text : i18n.t('{count} or more', { count: text })
}
