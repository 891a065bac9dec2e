import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import { refundSourceLabel } from '../format/labels.ts'
import type { EvidenceFragment } from '../generated/operations.ts'
import { JsonView } from '../ui/json-view.tsx'
import { Time } from '../ui/time.tsx'
import { explainContent } from './explain-content.ts'

/** What the store said, explained and as it is, side by side. */
export function StoreEvidence({ evidence }: { readonly evidence: EvidenceFragment }) {
  const { kind, receivedAt, cause, content, notification } = evidence
  return (
    <section>
      <p className="mb-1 text-soft">
        {kind === 'ANSWER' ? i18n.t('The store answered at') : i18n.t('The store notified at')}{' '}
        <Time iso={receivedAt} withZone />
        {cause !== null && ` · ${refundSourceLabel(i18n, cause)}`}
      </p>
      {notification !== null && (
        <p className="mb-1">
          <Link
            to="/notifications/$notificationId"
            params={{ notificationId: notification.id }}
            search={keepApp}
            className="text-accent underline underline-offset-2"
          >
            {i18n.t('Open the notification')}
          </Link>
          {notification.result !== null && (
            <bdi className="line-clamp-3 text-soft">{notification.result}</bdi>
          )}
        </p>
      )}
      {content === null ? (
        <p>{i18n.t('The content was erased with the user.')}</p>
      ) : (
        <div className="grid gap-3 lg:grid-cols-2">
          <Explained content={content} />
          <JsonView value={content} label={i18n.t('As the store wrote it')} />
        </div>
      )}
    </section>
  )
}

function Explained({ content }: { readonly content: unknown }) {
  const fields = explainContent(i18n, content)
  if (fields.length === 0) return <p className="text-soft">{i18n.t('No field of it is explained here.')}</p>
  return (
    <dl className="grid content-start grid-cols-[minmax(7rem,auto)_minmax(0,1fr)]">
      {fields.map(({ name, title, value }) => (
        <div key={`${name} ${value}`} className="col-span-2 grid grid-cols-subgrid border-t border-line py-1">
          <dt className="pr-3 text-soft" title={name}>
            {title}
          </dt>
          <dd className="min-w-0">
            <bdi className="line-clamp-4 break-words">{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
