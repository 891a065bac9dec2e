import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDeliveryQueue } from './delivery-queue.ts'
import type { ServerPayment } from './server-payment.ts'

const toPayment = (id: string, userId: string) => ({ id, userId }) as ServerPayment

test('every payment is delivered once, those of a user one after another, and no more users than allowed at once', async () => {
  const payments = fc.uniqueArray(fc.tuple(fc.nat(40), fc.nat(5)), { selector: ([id]) => id, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(
      payments,
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      async (list, concurrency, s) => {
        const delivered: string[] = []
        const running = new Set<string>()
        const wait = s.scheduleFunction(async () => undefined)
        const queue = createDeliveryQueue({
          concurrency,
          maxQueued: 1_000,
          deliver: async ({ id, userId }) => {
            expect(running.has(userId)).toBe(false)
            running.add(userId)
            expect(running.size).toBeLessThanOrEqual(concurrency)
            await wait()
            running.delete(userId)
            delivered.push(id)
          },
        })
        for (const [id, userId] of list) {
          queue.add(toPayment(`pay_${id}`, `user_${userId}`))
          queue.add(toPayment(`pay_${id}`, `user_${userId}`))
        }
        while (delivered.length < list.length) await (s.count() === 0 ? Promise.resolve() : s.waitNext(1))
        expect(delivered.toSorted()).toEqual(list.map(([id]) => `pay_${id}`).toSorted())
        for (let userId = 0; userId <= 5; userId += 1) {
          const expected = list.filter(([, each]) => each === userId).map(([id]) => `pay_${id}`)
          expect(delivered.filter((id) => expected.includes(id))).toEqual(expected)
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('a payment that waits for another attempt is delivered again only by that', async () => {
  const attempts: number[] = []
  const queue = createDeliveryQueue({
    concurrency: 1,
    maxQueued: 10,
    deliver: async ({ id }, attempt) => {
      attempts.push(attempt)
      if (attempt === 1) queue.hold(id)
    },
  })
  const payment = toPayment('pay_1', 'ada')
  queue.add(payment)
  await queue.whenReady()
  queue.add(payment)
  await Promise.resolve()
  expect(attempts).toEqual([1])
  queue.addAgain(payment, 2)
  await queue.stop()
  expect(attempts).toEqual([1, 2])
})

test('a stopped queue waits for what runs, and begins nothing', async () => {
  const { promise: gate, resolve: open } = Promise.withResolvers<null>()
  const begun: string[] = []
  const queue = createDeliveryQueue({
    concurrency: 1,
    maxQueued: 10,
    deliver: async ({ id }) => {
      begun.push(id)
      await gate
    },
  })
  queue.add(toPayment('pay_1', 'ada'))
  queue.add(toPayment('pay_2', 'bob'))
  const stopped = queue.stop()
  open(null)
  await stopped
  expect(begun).toEqual(['pay_1'])
})
