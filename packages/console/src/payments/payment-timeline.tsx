import { i18n } from '@lingui/core'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { eventLabel, eventTone } from '../format/event-label.ts'
import type { AuditRowFragment } from '../generated/operations.ts'
import { Section } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { PaymentDetails } from './payment-sentence.ts'

type Entry = { readonly id: string; readonly occurredAt: string; readonly content: ReactNode }

/** What happened to the payment, newest first: its events, and what operators and keys did. */
export function PaymentTimeline({ payment }: { readonly payment: PaymentDetails }) {
  const entries = collectEntries(payment)
  return (
    <Section title={i18n.t('Timeline')}>
      <ol>
        {entries.map(({ id, occurredAt, content }, index) => (
          <li
            key={id}
            className={clsx(
              'grid gap-x-4 py-1.5 sm:grid-cols-[10rem_minmax(0,1fr)]',
              index > 0 && 'border-t border-line',
            )}
          >
            <span className="text-soft">
              <Time iso={occurredAt} />
            </span>
            <div className="min-w-0">{content}</div>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function collectEntries({ events, auditEntries }: PaymentDetails): Entry[] {
  const happened: Entry[] = events.map(({ id, occurredAt, type }) => ({
    id,
    occurredAt,
    content: <Status tone={eventTone(type)}>{eventLabel(i18n, type)}</Status>,
  }))
  const done: Entry[] = (auditEntries?.nodes ?? []).map((entry) => ({
    id: entry.id,
    occurredAt: entry.occurredAt,
    content: <AuditEntry entry={entry} />,
  }))
  // Ids sort by the time of creation, which decides between entries of the same time.
  return [...happened, ...done].toSorted(
    (left, right) => compare(right.occurredAt, left.occurredAt) || compare(right.id, left.id),
  )
}

const compare = (left: string, right: string) => Number(left > right) - Number(left < right)

function AuditEntry({ entry: { action, actor, reason } }: { readonly entry: AuditRowFragment }) {
  return (
    <>
      <Status tone="accent">
        <span className="font-mono text-xs">{action}</span>
        <span className="text-soft">
          {actorLabel(actor.kind)} <bdi>{actor.name ?? actor.id}</bdi>
        </span>
      </Status>
      {reason !== null && (
        <bdi className="block max-h-40 overflow-y-auto pl-3 break-words text-soft">{reason}</bdi>
      )}
    </>
  )
}

function actorLabel(kind: AuditRowFragment['actor']['kind']): string {
  const labels = {
    SERVER_KEY: () => i18n.t('Server key'),
    OPERATOR: () => i18n.t('Operator'),
    COMMAND_LINE: () => i18n.t('Command line'),
    SYSTEM: () => i18n.t('Server'),
  }
  return labels[kind]()
}
