import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import type { PaymentQuery } from '../generated/operations.ts'
import { Facts, Section } from '../ui/facts.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import {
  periodKindLabel,
  periodPhaseLabel,
  subscriptionStatusLabel,
  subscriptionTones,
} from './subscription-labels.ts'

type PaymentPeriodProps = { readonly payment: NonNullable<PaymentQuery['payment']> }

/** The period of a subscription that a payment pays for. */
export function PaymentPeriod({ payment }: PaymentPeriodProps) {
  const { subscription, periodStartsAt, periodEndsAt, periodKind, periodPhase } = payment
  if (subscription === null) return null
  return (
    <Section title={i18n.t('Subscription')}>
      <Facts
        facts={[
          [
            i18n.t('State now'),
            <Status key="status" tone={subscriptionTones[subscription.status]}>
              {subscriptionStatusLabel(i18n, subscription.status)}
            </Status>,
          ],
          periodStartsAt === null
            ? null
            : [i18n.t('Period start'), <Time key="start" iso={periodStartsAt} withZone />],
          periodEndsAt === null
            ? null
            : [i18n.t('Period end'), <Time key="end" iso={periodEndsAt} withZone />],
          periodKind && [i18n.t('Why'), periodKindLabel(i18n, periodKind)],
          periodPhase && [i18n.t('Price of the period'), periodPhaseLabel(i18n, periodPhase)],
        ]}
      />
      <TextLink
        to="/subscriptions/$subscriptionId"
        params={{ subscriptionId: subscription.id }}
        search={keepApp}
        className="mt-2 inline-block text-accent underline underline-offset-2"
      >
        {i18n.t('Open the subscription')}
      </TextLink>
    </Section>
  )
}
