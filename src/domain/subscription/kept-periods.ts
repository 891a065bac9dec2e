import { decrypt, encrypt } from '../../platform/crypto.ts'
import { subscriptionPeriodsAad } from '../../platform/encryption-aad.ts'
import type { SubscriptionPeriod } from '../../stores/contract/subscription.ts'
import type { AppContext } from '../context.ts'
import type { SubscriptionRow } from '../models.ts'
import { toPeriodKey } from './diff-periods.ts'

/** A store charges no more in many years. */
const maxKeptPeriods = 1_000

type Scope = Pick<SubscriptionRow, 'appId' | 'store'>

/** The periods that were charged before the subscription belonged to a user, as the store stated them. */
export function readKeptPeriods(
  { keyring }: Pick<AppContext, 'keyring'>,
  { appId, store, encryptedPeriods }: Scope & Pick<SubscriptionRow, 'encryptedPeriods'>,
): SubscriptionPeriod[] {
  if (encryptedPeriods === null) return []
  const text = decrypt(keyring, encryptedPeriods, subscriptionPeriodsAad(appId, store))
  return (JSON.parse(text) as SerializedPeriod[]).map(deserialize)
}

/** The kept periods and those of a newer reading, which replace the kept ones. */
export function mergePeriods(
  kept: readonly SubscriptionPeriod[],
  read: readonly SubscriptionPeriod[],
): SubscriptionPeriod[] {
  const byKey = new Map([...kept, ...read].map((period) => [toPeriodKey(period), period]))
  return [...byKey.values()].toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/** Null if there is nothing to keep. */
export function encryptPeriods(
  { keyring }: Pick<AppContext, 'keyring'>,
  { appId, store }: Scope,
  periods: readonly SubscriptionPeriod[],
): Buffer | null {
  if (periods.length === 0) return null
  const text = JSON.stringify(periods.slice(-maxKeptPeriods).map(serialize))
  return encrypt(keyring, text, subscriptionPeriodsAad(appId, store))
}

type SerializedPeriod = Omit<SubscriptionPeriod, 'price' | 'paidAt' | 'startsAt' | 'endsAt' | 'refund'> & {
  readonly price: { readonly amountMicros: string; readonly currencyCode: string } | null
  readonly paidAt: string
  readonly startsAt: string
  readonly endsAt: string
  readonly refund:
    | (Omit<NonNullable<SubscriptionPeriod['refund']>, 'amountMicros' | 'refundedAt'> & {
        readonly amountMicros: string | null
        readonly refundedAt: string
      })
    | null
}

function serialize({ price, refund, ...period }: SubscriptionPeriod): SerializedPeriod {
  return {
    ...period,
    price: price === null ? null : { ...price, amountMicros: price.amountMicros.toString() },
    paidAt: period.paidAt.toISOString(),
    startsAt: period.startsAt.toISOString(),
    endsAt: period.endsAt.toISOString(),
    refund:
      refund === null
        ? null
        : {
            ...refund,
            amountMicros: refund.amountMicros?.toString() ?? null,
            refundedAt: refund.refundedAt.toISOString(),
          },
  }
}

function deserialize({ price, refund, ...period }: SerializedPeriod): SubscriptionPeriod {
  return {
    ...period,
    price: price === null ? null : { ...price, amountMicros: BigInt(price.amountMicros) },
    paidAt: new Date(period.paidAt),
    startsAt: new Date(period.startsAt),
    endsAt: new Date(period.endsAt),
    refund:
      refund === null
        ? null
        : {
            ...refund,
            amountMicros: refund.amountMicros === null ? null : BigInt(refund.amountMicros),
            refundedAt: new Date(refund.refundedAt),
          },
  }
}
