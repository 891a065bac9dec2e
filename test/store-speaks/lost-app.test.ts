import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pay, reserve } from '../support/buyer.ts'
import { mendStores, spoilStore } from '../support/emulator-control.ts'
import { openStoryDesk, pushingStores, type StoryDesk } from './story-desk.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let desk: StoryDesk
beforeAll(async () => {
  desk = await openStoryDesk()
})
afterAll(() => desk.close())

describe.each(pushingStores)('an app that dies after paying at %s', (store) => {
  it('has its payment all the same, bound to its user by the account token', async () => {
    const purchase = await reserve(desk.buyer, store)
    await pay(desk.at, purchase)
    await desk.settleDown()
    const { payment, status } = await desk.findPurchase(purchase.id)
    expect(status).toBe('VERIFIED')
    expect(payment).toMatchObject({ status: 'PAID', user: { userId: desk.buyer.userId } })
    expect(await desk.eventsOf(payment?.id ?? '')).toEqual(['PAYMENT_PAID'])
  })
})

it('I1: a receipt that is submitted after the store has told of it is new, once', async () => {
  const purchase = await reserve(desk.buyer, 'GOOGLE_PLAY')
  const { receipt } = await pay(desk.at, purchase)
  await desk.settleDown()
  const input = { purchaseId: purchase.id, receipt }
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => desk.buyer.api.mutate('verifyPurchase', input)),
  )
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1)
})

it('a sale that the store tells of before its API knows it is recorded when the API does', async () => {
  const endpoint = 'purchases.productsv2.getproductpurchasev2'
  await spoilStore(desk.at.emulator, { store: 'GOOGLE_PLAY', endpoint, times: 1_000, status: 404 })
  const purchase = await reserve(desk.buyer, 'GOOGLE_PLAY')
  await pay(desk.at, purchase)
  await desk.settleDown()
  expect((await desk.findPurchase(purchase.id)).payment).toBeNull()
  await mendStores(desk.at.emulator)
  await desk.pass(10 * 60_000)
  expect((await desk.findPurchase(purchase.id)).payment).toMatchObject({ status: 'PAID' })
})
