import { dayMs, describe, expect, gold, passProductId, test } from './google-play-subscription-fixture.ts'

const usd = (micros: number) => ({ amountMicros: BigInt(micros), currencyCode: 'USD' })
const fullPrice = usd(9_990_000)
const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
const otherToken = '11111111-2222-4333-8444-555555555555'

describe('renewals', () => {
  test('a trial is a free period, and its conversion a charged one', async ({ google }) => {
    const offers = [{ kind: 'TRIAL', period: 'P1W', offerId: 'free-week' }]
    const bought = await google.subscribe({ offers, accountToken, regionCode: 'KR' })
    const offer = { kind: 'INTRODUCTORY', purchaseOptionId: 'monthly', offerId: 'free-week' }
    const trial = await google.read(bought)
    expect(trial).toMatchObject({
      environment: 'PRODUCTION',
      state: 'ACTIVE',
      phase: 'TRIAL',
      accountToken,
      countryCode: 'KR',
      willRenew: true,
      accessUntil: new Date(bought.paidUntil),
      renewsAt: new Date(bought.paidUntil),
      startedAt: new Date(bought.startedAt ?? 0),
      lines: [{ lineKey: passProductId, givesAccess: true, willRenew: true, renewalPrice: fullPrice, offer }],
      periods: [{ phase: 'TRIAL', kind: 'INITIAL', price: usd(0), offer, refund: null }],
    })
    await google.advanceToEnd(bought)
    const converted = await google.read(bought)
    expect(converted).toMatchObject({
      phase: 'NORMAL',
      periods: [{ phase: 'NORMAL', kind: 'RENEWAL', price: fullPrice, startsAt: trial.accessUntil }],
    })
    expect(converted.accessUntil).toEqual(converted.periods[0]?.endsAt)
  })

  test('renewals that were missed are found between the known and the latest one, and the known ones are read again', async ({
    google,
  }) => {
    const bought = await google.subscribe()
    const first = (await google.read(bought)).periods[0]?.periodId ?? ''
    await google.advanceTo(bought.paidUntil + 70 * dayMs)
    const { periods } = await google.inspect(bought)
    const ids = periods.map(({ id }) => id)
    expect(ids).toHaveLength(4)
    const read = async (known?: string[]) =>
      (await google.read(bought, known)).periods.map(({ periodId }) => periodId)
    expect(await read([first])).toEqual(ids)
    expect(await read([])).toEqual(ids)
    expect(await read(ids)).toEqual(ids)
    expect(await read()).toEqual(ids.slice(-1))
  })

  test('a renewal that is charged forty hours early follows the period before it', async ({ google }) => {
    const bought = await google.subscribe({ chargesEarlyHours: 40 })
    await google.advanceTo(bought.paidUntil - 40 * 3_600_000)
    const { periods, state } = await google.read(bought, [])
    expect(state).toBe('ACTIVE')
    expect(periods).toMatchObject([{}, { kind: 'RENEWAL', startsAt: periods[0]?.endsAt }])
    expect(periods[1]?.paidAt.getTime()).toBeLessThan(periods[1]?.startsAt.getTime() ?? 0)
  })
})

describe('declined payments', () => {
  test('a renewal that is paid in the grace period keeps its day', async ({ google }) => {
    const bought = await google.subscribe()
    await google.act(bought, 'decline-payments')
    await google.advanceToEnd(bought)
    const graceEnd = new Date(bought.paidUntil + 7 * dayMs)
    expect(await google.read(bought)).toMatchObject({
      state: 'IN_GRACE_PERIOD',
      accessUntil: graceEnd,
      gracePeriodEndsAt: graceEnd,
      willRenew: true,
      renewsAt: null,
      lines: [{ givesAccess: true }],
    })
    await google.advanceTo(bought.paidUntil + 5 * dayMs)
    await google.act(bought, 'accept-payments')
    expect(await google.read(bought)).toMatchObject({
      state: 'ACTIVE',
      gracePeriodEndsAt: null,
      periods: [{ kind: 'RECOVERY', startsAt: new Date(bought.paidUntil) }],
    })
  })

  test('a hold withholds the access, and its payment begins a new billing day', async ({ google }) => {
    const bought = await google.subscribe()
    await google.act(bought, 'decline-payments')
    await google.advanceTo(bought.paidUntil + 57 * dayMs)
    expect(await google.read(bought)).toMatchObject({
      state: 'ON_HOLD',
      willRenew: true,
      lines: [{ givesAccess: false, accessUntil: new Date(bought.paidUntil + 7 * dayMs) }],
    })
    await google.act(bought, 'accept-payments')
    const recovered = await google.read(bought)
    expect(recovered).toMatchObject({ state: 'ACTIVE', lines: [{ givesAccess: true }] })
    expect(recovered.periods[0]?.startsAt.getTime()).toBeGreaterThan(bought.paidUntil + 57 * dayMs)
  })

  test('a hold that runs out ends the subscription by billing, and the token is unknown 60 days later', async ({
    google,
  }) => {
    const bought = await google.subscribe()
    await google.act(bought, 'decline-payments')
    await google.advanceTo(bought.paidUntil + 60 * dayMs)
    expect(await google.read(bought)).toMatchObject({
      state: 'EXPIRED',
      cancelReason: 'BILLING',
      canceledAt: null,
      willRenew: false,
    })
    await google.advanceTo(bought.paidUntil + 68 * dayMs)
    expect(await google.tryRead(bought.token)).toMatchObject({ kind: 'unknown' })
    expect(google.calls.answersAfterEndMs).toBe(60 * dayMs)
  })

  test('without a grace period the end moves by a silent day before the hold', async ({ google }) => {
    const bought = await google.subscribe({ graceDays: 0 })
    await google.act(bought, 'decline-payments')
    await google.advanceToEnd(bought)
    expect(await google.read(bought)).toMatchObject({
      state: 'ACTIVE',
      accessUntil: new Date(bought.paidUntil + dayMs),
    })
    await google.advanceTo(bought.paidUntil + dayMs)
    expect(await google.read(bought)).toMatchObject({ state: 'ON_HOLD' })
  })
})

describe('cancellation and resubscription', () => {
  test('a cancellation keeps the access until the end, and can be taken back', async ({ google }) => {
    const bought = await google.subscribe()
    await google.act(bought, 'cancel')
    const canceled = { state: 'ACTIVE', willRenew: false, renewsAt: null, cancelReason: 'USER' }
    const { canceledAt, ...snapshot } = await google.read(bought)
    expect(snapshot).toMatchObject({ ...canceled, accessUntil: new Date(bought.paidUntil) })
    expect(canceledAt).toBeInstanceOf(Date)
    await google.act(bought, 'restart')
    const restarted = { willRenew: true, cancelReason: null, canceledAt: null }
    expect(await google.read(bought)).toMatchObject(restarted)
  })

  test.for([null, accountToken, otherToken])(
    'a resubscription in the Play app names its former owner until it is acknowledged for %s',
    async (claimedBy, { google }) => {
      const bought = await google.subscribe({ accountToken })
      await google.act(bought, 'cancel')
      await google.advanceToEnd(bought)
      expect(await google.read(bought)).toMatchObject({ state: 'EXPIRED', cancelReason: 'USER' })
      const again = await google.act(bought, 'resubscribe', { fromStore: true })
      expect(await google.read(again)).toMatchObject({
        accountToken: null,
        replaces: [],
        former: { key: bought.token, accountToken },
        periods: [{ kind: 'INITIAL' }],
      })
      expect(await google.acknowledge(again, claimedBy)).toEqual({ kind: 'done' })
      expect(await google.read(again)).toMatchObject({ former: null, accountToken: claimedBy })
    },
  )
})

describe('changes of the plan', () => {
  test.for(['WITH_TIME_PRORATION', 'CHARGE_PRORATED_PRICE', 'CHARGE_FULL_PRICE', 'WITHOUT_PRORATION'])(
    'a replacement with %s retires the former token and names it',
    async (mode, { google }) => {
      const bought = await google.subscribe({ accountToken })
      const changed = await google.act(bought, 'change-plan', { ...gold, mode })
      expect(await google.read(changed)).toMatchObject({
        state: 'ACTIVE',
        replaces: [bought.token],
        isReplaced: false,
        periods: [{ kind: 'CHANGE', storeProductId: gold.productId }],
        acknowledgement: { acknowledged: false, deadlineAt: new Date(changed.acknowledgeBy) },
      })
      expect(await google.read(bought)).toMatchObject({
        state: 'EXPIRED',
        isReplaced: true,
        cancelReason: 'REPLACED',
        replaces: [],
        periods: [{ refund: null }],
      })
    },
  )

  test('a deferred replacement waits without access for the renewal, and can be undone', async ({
    google,
  }) => {
    const bought = await google.subscribe()
    const changed = await google.act(bought, 'change-plan', { ...gold, mode: 'DEFERRED' })
    await google.acknowledge(changed, null, gold.productId)
    const pending = {
      pendingChange: {
        storeProductId: gold.productId,
        basePlanId: 'monthly',
        at: new Date(bought.paidUntil),
      },
      lines: [
        { storeProductId: passProductId, givesAccess: true, willRenew: false },
        { storeProductId: gold.productId, givesAccess: false, accessUntil: null },
      ],
    }
    expect(await google.read(changed)).toMatchObject({ ...pending, willRenew: true })
    await google.act(changed, 'undo-change')
    expect(await google.read(changed)).toMatchObject({ pendingChange: null, lines: [{ willRenew: true }] })
    const again = await google.act(changed, 'change-plan', { ...gold, mode: 'DEFERRED' })
    await google.acknowledge(again, null, gold.productId)
    await google.advanceToEnd(again)
    expect(await google.read(again)).toMatchObject({
      pendingChange: null,
      lines: [{ storeProductId: gold.productId, givesAccess: true }],
      periods: [{ kind: 'RENEWAL', storeProductId: gold.productId, price: usd(19_980_000) }],
    })
  })
})
