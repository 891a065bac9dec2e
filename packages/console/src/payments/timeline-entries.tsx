import { i18n } from '@lingui/core'
import type { ReactNode } from 'react'
import { eventLabel, eventTone } from '../format/event-label.ts'
import type { AuditRowFragment, EvidenceFragment } from '../generated/operations.ts'
import { Status } from '../ui/status.tsx'
import { AuditDetails, EventDetails } from './entry-details.tsx'
import type { PaymentDetails } from './payment-sentence.ts'
import type { Evidence } from './use-evidence.ts'
import { StoreEvidence } from './store-evidence.tsx'

export type Entry = {
  readonly id: string
  readonly occurredAt: string
  readonly title: ReactNode
  /** What is always shown, such as the reason of an act. */
  readonly note: ReactNode
  readonly renderDetails: (evidence: Evidence) => ReactNode
}

/** The events of a payment, what operators and keys did, and what the store said, newest first. */
export function collectEntries(payment: PaymentDetails, evidence: Evidence | null): Entry[] {
  const entries = [
    ...payment.events.map((event) => toEventEntry(event, payment)),
    ...(payment.auditEntries?.nodes ?? []).map(toAuditEntry),
    ...(evidence?.storeEvidence ?? [])
      .filter(({ kind, receivedAt }) => kind === 'NOTIFICATION' || !isOfEvent(payment, receivedAt))
      .map(toEvidenceEntry),
  ]
  // Ids sort by the time of creation, which decides between entries of the same time.
  return entries.toSorted(
    (left, right) => compare(right.occurredAt, left.occurredAt) || compare(right.id, left.id),
  )
}

const compare = (left: string, right: string) => Number(left > right) - Number(left < right)

const isOfEvent = ({ events }: PaymentDetails, receivedAt: string) =>
  events.some(({ occurredAt }) => occurredAt === receivedAt)

function toEventEntry(event: PaymentDetails['events'][number], payment: PaymentDetails): Entry {
  const { id, occurredAt, type } = event
  return {
    id,
    occurredAt,
    title: <Status tone={eventTone(type)}>{eventLabel(i18n, type)}</Status>,
    note: null,
    renderDetails: (evidence) => <EventDetails event={event} payment={payment} evidence={evidence} />,
  }
}

function toAuditEntry({ id, occurredAt, action, actor, reason }: AuditRowFragment): Entry {
  return {
    id,
    occurredAt,
    title: (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Status tone="accent">
          <span className="font-mono text-xs">{action}</span>
        </Status>
        <span className="min-w-0 break-words whitespace-normal text-soft">
          {actorLabel(actor.kind)} <bdi>{actor.name ?? actor.id}</bdi>
        </span>
      </span>
    ),
    note: reason !== null && (
      <bdi className="block max-h-40 overflow-y-auto break-words text-soft">{reason}</bdi>
    ),
    renderDetails: (evidence) => <AuditDetails id={id} evidence={evidence} />,
  }
}

function toEvidenceEntry(evidence: EvidenceFragment): Entry {
  const { receivedAt, notification } = evidence
  return {
    id: notification?.id ?? `answer-${Date.parse(receivedAt)}`,
    occurredAt: receivedAt,
    title: (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <Status tone={notification?.status === 'FAILED' ? 'bad' : 'idle'}>
          {notification === null ? i18n.t('Answer of the store') : i18n.t('Notification of the store')}
        </Status>
        {notification !== null && (
          <bdi className="min-w-0 font-mono text-xs break-all text-soft">{notification.type}</bdi>
        )}
      </span>
    ),
    note: null,
    renderDetails: () => <StoreEvidence evidence={evidence} />,
  }
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
