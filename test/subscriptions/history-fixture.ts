import type { Emulator } from '@coinslot/store-emulator'
import type { Sql } from 'postgres'
import { upsertSaleRead } from '../../src/db/queries/sales.ts'
import { applySnapshot } from '../../src/domain/subscription/apply-snapshot.ts'
import { encryptSaleReference, hashSaleKey } from '../../src/domain/store-sync/sale-reference.ts'
import type { SubscriptionSnapshot } from '../../src/stores/contract/subscription.ts'
import { toSaleReference as toGoogleReference } from '../../src/stores/google-play/sale-reference.ts'
import { toSubscriptionReference as toAppStoreReference } from '../../src/stores/app-store/sale-reference.ts'
import { toSubscriptionReference as toOneStoreReference } from '../../src/stores/one-store/sale-reference.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { AppContext } from '../../src/domain/context.ts'
import { advanceTime, control } from '../support/emulator-control.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import { drawAct, type Random } from '../soak/subscription-acts.ts'
import type { StoreEntry } from '../soak/store-books.ts'

/** What a store answered about one of its tokens at one time. */
export type ReadAnswer = {
  readonly store: StoreEntry['store']
  readonly snapshot: SubscriptionSnapshot
  readonly readAt: Date
}

type TokenEntry = StoreEntry & { readonly token: string; readonly accountToken: string | null }

export type HistoryOptions = {
  readonly store: StoreEntry['store']
  readonly accountToken: string
  readonly steps: number
  readonly random: Random
}

/** Lets a subscription live at its store, and reads all of its tokens after each step. */
export async function recordHistory(
  emulator: Emulator,
  adapter: StoreAdapter,
  { store, accountToken, steps, random }: HistoryOptions,
): Promise<ReadAnswer[]> {
  const offers = random() < 0.4 ? [{ kind: 'TRIAL', period: 'P1W' }] : []
  const price = store === 'ONE_STORE' ? { currencyCode: 'KRW', amount: '9900' } : {}
  const sale = {
    store,
    productId: toStoreProductId('vip'),
    accountToken,
    period: 'P1W',
    graceDays: 5,
    holdDays: 20,
    offers,
    ...price,
  }
  const call = async (path: string, body?: object) =>
    (await control(
      emulator,
      body === undefined ? 'GET' : 'POST',
      `/control/subscriptions${path}`,
      body,
    )) as TokenEntry
  const ids = [(await call('', sale)).id]
  const answers: ReadAnswer[] = []
  const readAll = async () => {
    for (const id of ids) {
      const entry = await call(`/${id}`)
      if (entry.actions.includes('acknowledge')) await call(`/${id}/acknowledge`, {})
      answers.push({
        store,
        snapshot: await read(adapter, entry, answers.length > 0),
        readAt: new Date(emulator.now()),
      })
    }
  }
  await readAll()
  for (let step = 0; step < steps; step += 1) {
    await advanceTime(emulator, Math.round((1 + random() * 12) * dayMs))
    await readAll()
    const id = ids.at(-1) ?? ''
    const drawn = drawAct(random, await call(`/${id}`))
    // Whose a purchase in the store's own app is, only a former token tells, which has to be known by then.
    const body = drawn?.verb === 'resubscribe' ? {} : (drawn?.body ?? {})
    const after = drawn === null ? null : await perform(() => call(`/${id}/${drawn.verb}`, body))
    if (after !== null && after.id !== id) ids.push(after.id)
    await readAll()
  }
  return answers
}

/** Null if the store refuses the act. */
async function perform(act: () => Promise<TokenEntry>): Promise<TokenEntry | null> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Error && /INVALID_INPUT|INVALID_STATE/.test(error.message)) return null
    throw error
  }
}

async function read(
  { subscriptions }: StoreAdapter,
  entry: TokenEntry,
  isKnown: boolean,
): Promise<SubscriptionSnapshot> {
  const options = { knownPeriodIds: isKnown ? ['of an earlier reading'] : [] }
  const outcome = await subscriptions?.readSubscription(toDetails(entry), options)
  if (outcome?.kind !== 'found') throw new Error(outcome?.reason ?? 'the store has no subscriptions')
  return outcome.snapshot
}

function toDetails({ store, token, lines, accountToken }: TokenEntry): string {
  switch (store) {
    case 'GOOGLE_PLAY':
      return toGoogleReference(token).details
    case 'APP_STORE':
      return toAppStoreReference({ transactionId: token, environment: 'Production' }).details
    case 'ONE_STORE':
      return toOneStoreReference({
        productId: lines[0]?.productId ?? '',
        purchaseToken: token,
        marketCode: 'MKT_ONE',
        environment: 'PRODUCTION',
        accountToken,
        orderId: null,
      }).details
  }
}

/** A reading that has begun: its answer may be applied later than those of others. */
export type BegunReading = ReadAnswer & { readonly version: bigint }

export async function beginReading(ctx: AppContext, answer: ReadAnswer): Promise<BegunReading> {
  const { store, snapshot, readAt } = answer
  const { appId } = ctx.app
  const { details } = snapshot.reference
  const encryptedReference = encryptSaleReference(ctx.keyring, appId, store, details)
  const identity = { appId, store, key: hashSaleKey(snapshot.reference.key) }
  const begun = await upsertSaleRead(ctx.db, identity, { encryptedReference, notified: null, now: readAt })
  if (begun === null) throw new Error('a reading with a reference always begins')
  return { ...answer, version: begun.version }
}

export async function applyReading(
  ctx: AppContext,
  { traits, subscriptions }: StoreAdapter,
  { store, snapshot, readAt, version }: BegunReading,
): Promise<void> {
  await applySnapshot(
    { ...ctx, clock: () => readAt },
    {
      store,
      traits,
      source: 'NOTIFICATION',
      snapshot,
      saleRead: { store, key: hashSaleKey(snapshot.reference.key), version, readAt },
      notifiedAccountToken: null,
      claim: null,
      answersAfterEndMs: subscriptions?.answersAfterEndMs ?? 0,
      maxUnreadMs: null,
      hiddenRetryMs: subscriptions?.hiddenRetryMs ?? 0,
      takesAccountToken: false,
    },
  )
}

/**
 * What must not depend on when, in which order and how often the store was read. ONE store does not state when a period begins, and
 * states its end only while it runs.
 */
export async function readOutcome(sql: Sql, appId: string, accountToken: string) {
  const subscriptions = await sql`
    select s.store, s.store_product_id, s.status, s.access_until, s.will_renew, s.renews_at, s.grace_period_ends_at, s.resumes_at,
           s.canceled_at, s.cancel_reason, s.phase, s.ownership, s.pending_product_id, s.pending_base_plan_id, s.pending_change_at,
           s.price_change_status, s.price_change_micros, s.started_at, s.is_stale, s.source,
           s.user_id is not null as is_owned, s.encrypted_periods is not null as keeps_periods,
           (select json_agg(json_build_object('line', l.line_key, 'product', l.store_product_id, 'plan', l.base_plan_id,
              'until', l.access_until, 'gives', l.gives_access, 'renews', l.will_renew) order by l.line_key)
            from subscription_lines l where l.app_id = s.app_id and l.subscription_id = s.id) as lines,
           (select json_agg(json_build_object('key', encode(t.sale_key, 'hex'), 'superseded', t.superseded_at is not null)
              order by t.sale_key)
            from subscription_tokens t where t.app_id = s.app_id and t.subscription_id = s.id) as tokens,
           (select json_agg(json_build_object('id', p.store_transaction_id, 'line', p.line_item, 'item', i.external_id,
              'status', p.status, 'price', p.price_micros, 'refunded', p.refunded_micros, 'phase', p.period_phase,
              'ends', case when p.store <> 'ONE_STORE' then p.period_ends_at end) order by p.store_transaction_id, p.line_item)
            from payments p join items i on i.app_id = p.app_id and i.id = p.item_id
            where p.app_id = s.app_id and p.subscription_id = s.id) as payments
    from subscriptions s where s.app_id = ${appId}
      and s.user_id = (select user_id from purchases where app_id = ${appId} and account_token = ${accountToken})
    order by s.started_at, s.access_until, s.status`
  const entitlements = await readEntitlements(sql, appId, accountToken)
  return { subscriptions: Array.from(subscriptions), entitlements }
}

async function readEntitlements(sql: Sql, appId: string, accountToken: string) {
  return Array.from(
    await sql`
      select e.key, u.environment, u.gives_access, u.access_until, u.will_renew, u.in_grace_period, u.is_stale, u.source
      from user_entitlements u join entitlements e on e.app_id = u.app_id and e.id = u.entitlement_id
      where u.app_id = ${appId} and u.gives_access
        and u.user_id = (select user_id from purchases where app_id = ${appId} and account_token = ${accountToken})
      order by e.key, u.environment`,
  )
}
