import type { Sql } from 'postgres'
import { encodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import type { ApiClient } from '../support/api.ts'
import { terminateBlocked, waitForBlocked } from '../support/blocked-backends.ts'
import { uuidOf } from '../support/database-records.ts'
import { clearFaults, control, injectFault } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { createBuyer, createServerClient } from '../support/purchase-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { testSecret, type TestServer } from '../support/test-server.ts'
import { vi } from '../support/test.ts'
import { dayMs } from '../support/time.ts'
import {
  expect,
  readChains,
  readPeriods,
  readSubscriptionEvents,
  subscribe,
  subscriptionTest,
  verify,
} from './subscription-fixture.ts'

/** Each test starts processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

/** The server of this process only prepares; those that act are killed. No notification tells what the stores did. */
const test = subscriptionTest
  .extend('serverOptions', { scope: 'file' }, { notifications: false })
  .extend('startActingServer', ({ database }, { onCleanup }) => {
    const started: ServerProcess[] = []
    onCleanup(async () => {
      await Promise.all(started.map((each) => each.kill('SIGKILL')))
    })
    return async () => {
      const process = await startServerProcess({
        DATABASE_URL: database.url,
        COINSLOT_SECRET: testSecret,
        JOB_CONCURRENCY: '0',
        STORE_TIMEOUT_MS: '60000',
      })
      started.push(process)
      return process
    }
  })

const reason = 'asked for by the customer'

const acts = [
  { mutation: 'extendSubscription', store: 'GOOGLE_PLAY', args: { days: 7 } },
  { mutation: 'extendSubscription', store: 'APP_STORE', args: { days: 7 } },
  { mutation: 'extendSubscription', store: 'ONE_STORE', args: { days: 7 } },
  { mutation: 'cancelSubscription', store: 'GOOGLE_PLAY', args: {} },
  { mutation: 'cancelSubscription', store: 'ONE_STORE', args: {} },
  { mutation: 'revokeSubscription', store: 'GOOGLE_PLAY', args: { refund: 'FULL' } },
  { mutation: 'revokeSubscription', store: 'GOOGLE_PLAY', args: { refund: 'PRORATED' } },
  { mutation: 'revokeSubscription', store: 'ONE_STORE', args: { refund: 'FULL' } },
  { mutation: 'refundPayment', store: 'GOOGLE_PLAY', args: {} },
] as const

type Act = (typeof acts)[number]

/** The calls of the stores that do what is asked. */
const endpoints = {
  GOOGLE_PLAY: {
    extendSubscription: 'purchases.subscriptionsv2.defer',
    cancelSubscription: 'purchases.subscriptionsv2.cancel',
    revokeSubscription: 'purchases.subscriptionsv2.revoke',
    refundPayment: 'orders.refund',
  },
  APP_STORE: { extendSubscription: 'extendSubscriptionRenewalDate' },
  ONE_STORE: {
    extendSubscription: 'deferSubscription',
    cancelSubscription: 'cancelSubscription',
    revokeSubscription: 'revokeSubscription',
  },
} as const satisfies Record<Act['store'], Partial<Record<Act['mutation'], string>>>

const endpointOf = ({ store, mutation }: Act): string =>
  (endpoints[store] as Partial<Record<Act['mutation'], string>>)[mutation] ?? ''

/** What the store has recorded of one subscription. */
type StoreRecord = {
  readonly state: string
  readonly paidUntil: number
  readonly willRenew: boolean
  readonly cancellation: object | null
  readonly periods: readonly { readonly refund: { readonly percentage: number } | null }[]
}

type Prepared = {
  readonly act: Act
  readonly subscriptionId: string
  readonly chainId: string
  readonly endedAt: number
  readonly readStore: () => Promise<StoreRecord>
  readonly call: (client: ApiClient) => Promise<{
    readonly replayed: boolean
    readonly problem?: { readonly code: string; readonly retryable: boolean } | null | undefined
  }>
}

/** A verified subscription of a customer of its own, and the call that acts on it. */
async function prepare(server: TestServer, sql: Sql, act: Act): Promise<Prepared> {
  const buyer = await createBuyer(server)
  const { purchase, atStore } = await subscribe(buyer, { store: act.store })
  const { payment, problem } = await verify(buyer, atStore, purchase.id)
  expect(problem).toBeNull()
  const [chain] = await readChains(sql, buyer)
  if (chain === undefined || payment == null) expect.fail('the subscription must be recorded')
  const subscriptionId = encodeId('sub', chain.id)
  const subject = act.mutation === 'refundPayment' ? { paymentId: payment.id } : { subscriptionId }
  const input = { ...subject, reason, idempotencyKey: `key of ${chain.id}`, ...act.args }
  return {
    act,
    subscriptionId: act.mutation === 'refundPayment' ? payment.id : subscriptionId,
    chainId: chain.id,
    endedAt: Date.parse(chain.access_until ?? ''),
    readStore: async () => {
      const path = `/control/subscriptions/${atStore.id}`
      const found = (await control(server.emulator, 'GET', path)) as StoreRecord
      const { state, paidUntil, willRenew, cancellation, periods } = found
      return { state, paidUntil, willRenew, cancellation, periods }
    },
    call: (client) => client.mutate(act.mutation, input),
  }
}

/** The store has done what the act asks for. */
async function expectDone({ act, endedAt, readStore }: Prepared): Promise<void> {
  const { state, paidUntil, willRenew, periods } = await readStore()
  if (act.mutation === 'extendSubscription')
    expect(paidUntil).toBeGreaterThan(endedAt + act.args.days * dayMs - 1_000)
  else if (act.mutation === 'cancelSubscription') expect(willRenew).toBe(false)
  else expect(state === 'REVOKED' || periods.some(({ refund }) => refund !== null)).toBe(true)
}

type Kill = {
  readonly server: TestServer
  readonly sql: Sql
  readonly acting: ServerProcess
  readonly prepared: readonly Prepared[]
}

/** Calls everything at once, and kills the server when all stores have acted and none of their answers has arrived. */
async function killBeforeAnswers({ server: { emulator, project }, acting, prepared }: Kill): Promise<void> {
  const client = createServerClient({ ...acting, project })
  const named = new Map(prepared.map(({ act }) => [`${act.store} ${endpointOf(act)}`, act]))
  for (const act of named.values()) {
    const late = { phase: 'AFTER', delayMs: 50_000 } as const
    await injectFault(emulator, { store: act.store, endpoint: endpointOf(act), ...late })
  }
  const calls = Promise.allSettled(prepared.map(({ call }) => call(client)))
  for (const each of prepared) await eventually(() => expectDone(each), { timeoutMs: 60_000 })
  await acting.kill('SIGKILL')
  expect((await calls).map(({ status }) => status)).toEqual(prepared.map(() => 'rejected'))
  await clearFaults(emulator)
}

/**
 * As above, with all answers received, and before any of them is recorded: an entry of the audit log is part of each statement that
 * records one.
 */
async function killBeforeRecords({ server: { project }, sql, acting, prepared }: Kill): Promise<void> {
  const client = createServerClient({ ...acting, project })
  let calls: Promise<PromiseSettledResult<unknown>[]> = Promise.resolve([])
  await sql.begin(async (holder) => {
    await holder`lock table audit_log in share row exclusive mode`
    calls = Promise.allSettled(prepared.map(({ call }) => call(client)))
    await waitForBlocked(sql, prepared.length)
    for (const each of prepared) await expectDone(each)
    await acting.kill('SIGKILL')
    await terminateBlocked(sql)
  })
  expect((await calls).map(({ status }) => status)).toEqual(prepared.map(() => 'rejected'))
}

/** Everything that is recorded of a subscription, and what its store has. */
async function readEnd(sql: Sql, { act, subscriptionId, chainId, endedAt, readStore }: Prepared) {
  const [chain] = await sql<{ status: string; will_renew: boolean; access_until: string }[]>`
    select status, will_renew, access_until from subscriptions where id = ${chainId}`
  const acted = await sql`select kind, status from subscription_acts where subscription_id = ${chainId}`
  const audited = await sql`
    select action, changes->>'storeAnswered' as answer from audit_log
    where reason = ${reason} and subject_id = ${uuidOf(subscriptionId)}`
  const refunds = await sql`
    select type from ${allEvents(sql)} where type like 'PAYMENT_%REFUND%'
      and payment_id in (select id from payments where subscription_id = ${chainId})`
  const { state, paidUntil, willRenew, periods } = await readStore()
  return {
    act,
    status: chain?.status,
    willRenew: chain?.will_renew,
    extendedDays: Math.round((Date.parse(chain?.access_until ?? '') - endedAt) / dayMs),
    acted: [...acted],
    audited: [...audited],
    events: await readSubscriptionEvents(sql, chainId),
    refunds: [...refunds],
    payments: (await readPeriods(sql, chainId)).map(({ status }) => status),
    atStore: {
      state,
      willRenew,
      extendedDays: Math.round((paidUntil - endedAt) / dayMs),
      refunds: periods.map(({ refund }) => refund?.percentage ?? null),
    },
  }
}

/** Repeats the call as a client does, until it succeeds; returns the problems. A call that was killed is reserved for a minute. */
async function repeat(sql: Sql, client: ApiClient, { call, chainId }: Prepared) {
  const codes: string[] = []
  for (;;) {
    const { problem, replayed } = await call(client)
    if (problem == null) return { codes, replayed }
    codes.push(problem.code)
    if (!problem.retryable || codes.length > 3) return { codes, replayed }
    await sql`
      update subscription_acts set call_expires_at = call_expires_at - interval '1 minute'
      where subscription_id = ${chainId}`
  }
}

const kills = [
  ['while the answers of the stores are on their way', killBeforeAnswers],
  ['before it records the answers of the stores', killBeforeRecords],
] as const

test.for(kills)(
  'I8: acts of a server that is killed %s end, after the restart, as those of one that is not',
  async ([, kill], { server, sold: _, sql, startActingServer, faults }) => {
    const prepareAll = () => Promise.all(acts.map((act) => prepare(server, sql, act)))
    const [interrupted, undisturbed] = [await prepareAll(), await prepareAll()]
    await kill({ server, sql, acting: await startActingServer(), prepared: interrupted })
    const atStore = await Promise.all(interrupted.map(({ readStore }) => readStore()))
    const restarted = createServerClient({ ...(await startActingServer()), project: server.project })
    const stores = ['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const
    const counters = await Promise.all(
      stores.map((store) => faults.countCalls({ store, endpoint: endpoints[store].extendSubscription })),
    )
    for (const each of interrupted) {
      const codes = each.act.mutation === 'refundPayment' ? [] : ['BUSY']
      expect(await repeat(sql, restarted, each)).toEqual({ codes, replayed: false })
      expect(await each.call(restarted)).toMatchObject({ replayed: true, problem: null })
    }
    // A second extension would give time away, so none is asked for. Repeating the others changed nothing.
    for (const { count } of counters) expect(await count()).toBe(0)
    await faults.clear()
    expect(await Promise.all(interrupted.map(({ readStore }) => readStore()))).toEqual(atStore)
    for (const each of undisturbed)
      expect(await each.call(restarted)).toMatchObject({ replayed: false, problem: null })
    const ends = await Promise.all(interrupted.map((each) => readEnd(sql, each)))
    expect(ends).toEqual(await Promise.all(undisturbed.map((each) => readEnd(sql, each))))
    for (const { audited } of ends) expect(audited).toHaveLength(1)
  },
)
