import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { pay, reserve } from '../support/buyer.ts'
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
