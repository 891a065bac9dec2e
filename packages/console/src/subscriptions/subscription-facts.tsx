import { i18n } from '@lingui/core'
import { keepApp } from '../app/search-text.ts'
import { environmentLabel, storeLabel } from '../format/labels.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Facts, Section, type Fact } from '../ui/facts.tsx'
import { Money } from '../ui/money.tsx'
import { Status } from '../ui/status.tsx'
import { TextLink } from '../ui/text-link.tsx'
import { Time } from '../ui/time.tsx'
import { RenewalText, StaleMark } from './subscription-columns.tsx'
import type { SubscriptionDetails } from './subscription-details.ts'
import {
  cancelReasonLabel,
  periodPhaseLabel,
  priceChangeStatusLabel,
  priceChangeTones,
} from './subscription-labels.ts'

type FactsProps = { readonly subscription: SubscriptionDetails }

/** A time, if there is one. */
const timeFact = (title: string, iso: string | null): Fact | null =>
  iso === null ? null : [title, <Time key={title} iso={iso} withZone />]

/** Until when there is access, and what ends or renews it. */
export function AccessFacts({ subscription }: FactsProps) {
  const { willRenew, renewsAt, cancelReason, phase, ownership, commitment, store, environment } = subscription
  return (
    <Section title={i18n.t('Access')}>
      <Facts
        facts={[
          timeFact(i18n.t('Access until'), subscription.accessUntil),
          [i18n.t('Renews'), <RenewalText key="renews" willRenew={willRenew} renewsAt={renewsAt} />],
          timeFact(i18n.t('Grace period until'), subscription.gracePeriodEndsAt),
          timeFact(i18n.t('Resumes at'), subscription.resumesAt),
          timeFact(i18n.t('Renewal turned off at'), subscription.canceledAt),
          cancelReason === null ? null : [i18n.t('Reason'), cancelReasonLabel(i18n, cancelReason)],
          timeFact(i18n.t('Ended at'), subscription.endedAt),
          [i18n.t('Price of the period'), periodPhaseLabel(i18n, phase)],
          commitment && [i18n.t('Commitment'), <Commitment key="commitment" commitment={commitment} />],
          ownership === 'SHARED' ? [i18n.t('Ownership'), i18n.t('Shared by a family member')] : null,
          [i18n.t('Store'), `${storeLabel(i18n, store)} · ${environmentLabel(i18n, environment)}`],
          timeFact(i18n.t('Started'), subscription.startedAt),
        ]}
      />
    </Section>
  )
}

type CommitmentProps = { readonly commitment: NonNullable<SubscriptionDetails['commitment']> }

function Commitment({ commitment: { paid, total, endsAt } }: CommitmentProps) {
  return (
    <>
      {i18n.t('{paid} of {total} payments', { paid, total })}
      {endsAt !== null && (
        <span className="block text-soft">
          {i18n.t('committed until')} <Time iso={endsAt} />
        </span>
      )}
    </>
  )
}

/** What the customer changed or was told of, and what has not happened yet. */
export function ChangeFacts({ subscription: { pendingChange, priceChange } }: FactsProps) {
  if (pendingChange === null && priceChange === null) return null
  return (
    <Section title={i18n.t('Changes')}>
      <Facts
        facts={[
          pendingChange && [
            i18n.t('Next product'),
            <ProductIds key="next" ids={[pendingChange.storeProductId, pendingChange.basePlanId]} />,
          ],
          timeFact(i18n.t('Changes at'), pendingChange?.at ?? null),
          priceChange && [
            i18n.t('Change of the price'),
            <Status key="price" tone={priceChangeTones[priceChange.status]}>
              {priceChangeStatusLabel(i18n, priceChange.status)}
            </Status>,
          ],
          priceChange?.newPrice == null
            ? null
            : [i18n.t('New price'), <Money key="new" money={priceChange.newPrice} />],
          priceChange && [
            i18n.t('Agreement'),
            priceChange.needsConsent
              ? i18n.t('The customer has to agree.')
              : i18n.t('It applies unless the customer cancels.'),
          ],
          timeFact(i18n.t('To agree until'), priceChange?.consentBy ?? null),
        ]}
      />
    </Section>
  )
}

/** The id of a product with those of its plan and offer. */
export function ProductIds({ ids }: { readonly ids: readonly (string | null)[] }) {
  return (
    <bdi className="line-clamp-3 font-mono text-xs leading-5 break-all">
      {ids.filter((id) => id !== null).join(' / ')}
    </bdi>
  )
}

/** When the store was read, and when it is read next. */
export function ReadingFacts({ subscription: { storeReadAt, nextCheckAt, isStale } }: FactsProps) {
  return (
    <Section title={i18n.t('Reading of the store')}>
      <Facts
        facts={[
          [
            i18n.t('Last reading'),
            <span key="read">
              <Time iso={storeReadAt} withZone />
              {isStale && <StaleMark />}
            </span>,
          ],
          [
            i18n.t('Next check'),
            nextCheckAt === null ? (
              <span className="text-soft">{i18n.t('none: the store no longer answers')}</span>
            ) : (
              <Time key="next" iso={nextCheckAt} withZone />
            ),
          ],
        ]}
      />
    </Section>
  )
}

/** The tokens of the subscription at its store, one after the other. Their texts are not shown: they could claim it. */
export function ChainFacts({ subscription: { tokens, store } }: FactsProps) {
  if (tokens.length === 0) return null
  return (
    <Section title={i18n.t('Tokens at the store')}>
      <ol>
        {tokens.map(({ createdAt, supersededAt }) => (
          <li
            key={`${createdAt}/${supersededAt ?? ''}`}
            className="flex flex-wrap justify-between gap-x-4 border-t border-line py-1.5"
          >
            <Status tone={supersededAt === null ? 'good' : 'idle'}>
              {supersededAt === null ? i18n.t('Current') : i18n.t('Replaced')}
            </Status>
            <span className="text-soft">
              <Time iso={createdAt} />
              {supersededAt !== null && (
                <>
                  {' – '}
                  <Time iso={supersededAt} />
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {store === 'APP_STORE' && (
        <p className="text-soft">{i18n.t('The App Store keeps one original transaction for ever.')}</p>
      )}
    </Section>
  )
}

/** Whose subscription it is, and by which ids it is found. */
export function IdentityFacts({ subscription: { id, user, purchase, item, groupId } }: FactsProps) {
  return (
    <Section title={i18n.t('Identifiers')}>
      <Facts
        facts={[
          [i18n.t('Subscription id'), <CopyText key="id" text={id} />],
          user && [
            i18n.t('User'),
            <TextLink key="user" to="/users/$userId" params={{ userId: user.id }} search={keepApp}>
              <bdi className="font-mono text-xs break-all">{user.userId}</bdi>
            </TextLink>,
          ],
          purchase && [
            i18n.t('Purchase'),
            <TextLink
              key="purchase"
              to="/purchases/$purchaseId"
              params={{ purchaseId: purchase.id }}
              search={keepApp}
            >
              <span className="font-mono text-xs break-all">{purchase.id}</span>
            </TextLink>,
          ],
          purchase && [i18n.t('Account token'), <CopyText key="token" text={purchase.accountToken} />],
          item && [i18n.t('Item id'), <CopyText key="item" text={item.itemId} />],
          groupId === null ? null : [i18n.t('Group'), <CopyText key="group" text={groupId} />],
        ]}
      />
    </Section>
  )
}
