import { i18n } from '@lingui/core'
import { useNavigate } from '@tanstack/react-router'
import { keepApp } from '../app/search-text.ts'
import { eventLabel, eventTone } from '../format/event-label.ts'
import { paymentStatusLabel, paymentTones } from '../format/labels.ts'
import type { SubscriptionLineRowFragment, SubscriptionPeriodFragment } from '../generated/operations.ts'
import { ForwardPager } from '../pages/forward-pager.tsx'
import { Clamped } from '../ui/clamped.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { Section } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { RowLink } from '../ui/row-link.tsx'
import { Status } from '../ui/status.tsx'
import { Time } from '../ui/time.tsx'
import type { SubscriptionDetails } from './subscription-details.ts'
import { ProductIds } from './subscription-facts.tsx'
import { periodKindLabel, periodPhaseLabel } from './subscription-labels.ts'

type ListProps = { readonly subscription: SubscriptionDetails }

const periodColumns: readonly Column<SubscriptionPeriodFragment>[] = [
  {
    name: 'starts',
    title: () => i18n.t('Period start'),
    className: 'max-sm:order-1',
    render: ({ id, periodStartsAt, paidAt }) => (
      <RowLink to="/payments/$paymentId" params={{ paymentId: id }} search={keepApp}>
        <Time iso={periodStartsAt ?? paidAt} />
      </RowLink>
    ),
  },
  {
    name: 'ends',
    title: () => i18n.t('Period end'),
    className: 'max-sm:order-3 max-sm:text-soft',
    render: ({ periodEndsAt }) => (periodEndsAt === null ? '–' : <Time iso={periodEndsAt} />),
  },
  {
    name: 'kind',
    title: () => i18n.t('Why'),
    className: 'max-sm:hidden',
    render: ({ periodKind, periodPhase }) => (
      <>
        {periodKind !== null && periodKindLabel(i18n, periodKind)}
        {periodPhase !== null && (
          <span className="block text-xs text-soft">{periodPhaseLabel(i18n, periodPhase)}</span>
        )}
      </>
    ),
  },
  {
    name: 'amount',
    title: () => i18n.t('Amount'),
    isNumber: true,
    className: 'max-sm:order-2',
    render: ({ price }) => <Money money={price} />,
  },
  {
    name: 'status',
    title: () => i18n.t('Status'),
    className: 'max-sm:order-4 max-sm:text-right',
    render: ({ status }) => <Status tone={paymentTones[status]}>{paymentStatusLabel(i18n, status)}</Status>,
  },
]

/** The payments of the periods, newest first. */
export function SubscriptionPeriods({ subscription: { payments, user } }: ListProps) {
  const navigate = useNavigate({ from: '/subscriptions/$subscriptionId' })
  return (
    <Section title={i18n.t('Periods')}>
      {payments.nodes.length === 0 && (
        <p className="text-soft">
          {user === null
            ? i18n.t('The periods become payments when the user of the subscription is known.')
            : i18n.t('No period has been charged yet.')}
        </p>
      )}
      <div className="-mx-3 sm:-mx-4">
        <DataTable columns={periodColumns} rows={payments.nodes} />
        <ForwardPager
          pageInfo={payments.pageInfo}
          onMove={(after) => void navigate({ search: (previous) => ({ ...previous, after }) })}
        />
      </div>
    </Section>
  )
}

/** The products of the subscription; access ends for each by itself. */
export function SubscriptionLines({ subscription: { lines } }: ListProps) {
  if (lines.length === 0) return null
  return (
    <Section title={i18n.t('Products')}>
      <ul>
        {lines.map((line) => (
          <Line key={`${line.storeProductId}/${line.basePlanId ?? ''}`} line={line} />
        ))}
      </ul>
    </Section>
  )
}

function Line({ line }: { readonly line: SubscriptionLineRowFragment }) {
  const { item, storeProductId, basePlanId, offerId, accessUntil, givesAccess, willRenew, renewalPrice } =
    line
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 border-t border-line py-1.5">
      <span className="min-w-0">
        {item === null ? i18n.t('Unknown product') : <Clamped text={item.name} />}
        <span className="block text-soft">
          <ProductIds ids={[storeProductId, basePlanId, offerId]} />
        </span>
      </span>
      <span className="text-right">
        <Status tone={givesAccess ? 'good' : 'idle'}>
          {givesAccess ? i18n.t('Gives access') : i18n.t('No access')}
        </Status>
        {accessUntil !== null && (
          <span className="block text-soft">
            {i18n.t('access until')} <Time iso={accessUntil} />
          </span>
        )}
        <span className="block text-soft">
          {willRenew ? i18n.t('renews') : i18n.t('does not renew')}
          {willRenew && renewalPrice !== null && (
            <>
              {' · '}
              <Money money={renewalPrice} />
            </>
          )}
        </span>
      </span>
    </li>
  )
}

/** What happened to the subscription and its payments, newest first. */
export function SubscriptionEvents({ subscription: { events } }: ListProps) {
  return (
    <Section title={i18n.t('Timeline')}>
      {events.length === 0 && <p className="text-soft">{i18n.t('Nothing has happened yet.')}</p>}
      <ol>
        {events.toReversed().map(({ id, type, reason, occurredAt }) => (
          <li key={id} className="flex flex-wrap gap-x-4 border-t border-line py-1.5">
            <span className="text-soft">
              <Time iso={occurredAt} />
            </span>
            <Status tone={eventTone(type)}>{eventLabel(i18n, type)}</Status>
            {reason !== null && <span className="font-mono text-xs leading-5 text-soft">{reason}</span>}
          </li>
        ))}
      </ol>
    </Section>
  )
}
