import { i18n } from '@lingui/core'
import { Link } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import { readLanguage } from '../app/preferences.ts'
import type { DeliveryFragment } from '../generated/operations.ts'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'

/** The attempts to deliver an event to webhooks, newest first. */
export function WebhookAttempts({ attempts }: { readonly attempts: readonly DeliveryFragment[] }) {
  return (
    <section>
      <h4 className="mb-1 text-soft">{i18n.t('Webhook deliveries')}</h4>
      <ul>
        {attempts.map((attempt) => (
          <li key={attempt.id} className="border-t border-line py-1.5">
            <Attempt attempt={attempt} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Attempt({ attempt }: { readonly attempt: DeliveryFragment }) {
  const { attemptedAt, endpointId, host, status, responseStatus, responseBody, error, durationMs } = attempt
  const duration = new Intl.NumberFormat(readLanguage()).format(durationMs)
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-4">
        <Time iso={attemptedAt} />
        <Link
          to="/webhooks/$webhookEndpointId"
          params={{ webhookEndpointId: endpointId }}
          search={keepApp}
          className="min-w-0 underline decoration-line underline-offset-2 hover:decoration-accent"
        >
          <bdi className="break-all">{host}</bdi>
        </Link>
        <Status tone={status === 'DELIVERED' ? 'good' : 'bad'}>
          {status === 'DELIVERED' ? i18n.t('Delivered') : i18n.t('Failed')}
        </Status>
        <span className="text-soft tabular-nums">
          {responseStatus !== null && `${responseStatus} · `}
          {i18n.t('{duration} ms', { duration })}
        </span>
      </span>
      {error !== null && <bdi className="line-clamp-3 text-bad">{error}</bdi>}
      {responseBody !== null && responseBody !== '' && (
        <bdi className="line-clamp-4 font-mono text-xs break-all text-soft">{responseBody}</bdi>
      )}
    </>
  )
}
