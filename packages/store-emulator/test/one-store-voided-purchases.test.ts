import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { callPurchaseAction } from './emulator-client.ts'
import { callOneStore, createOneStorePurchase, expectedOneStoreError } from './one-store-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
})
afterAll(async () => {
  await emulator.close()
})

const voidedSchema = z.strictObject({
  purchaseId: z.string(),
  purchaseToken: z.string(),
  purchaseTime: z.number(),
  voidedTime: z.number(),
  marketCode: z.literal('MKT_ONE'),
})

describe('the voided purchases', () => {
  test('the pages list each voided purchase of one host and market exactly once', async () => {
    const ids: (string | null)[] = []
    for (let n = 0; n < 5; n += 1) {
      const { id, purchaseId } = await createOneStorePurchase(emulator)
      await callPurchaseAction(emulator, id, 'refund')
      ids.push(purchaseId)
    }
    for (const input of [{ environment: 'SANDBOX' }, { marketCode: 'MKT_GLB' }]) {
      await callPurchaseAction(emulator, (await createOneStorePurchase(emulator, input)).id, 'refund')
    }
    const pageSchema = z.object({
      continuationKey: z.string().optional(),
      voidedPurchaseList: z.array(voidedSchema),
    })
    const listedIds: string[] = []
    let key = ''
    do {
      const query = `voided-purchases?maxResults=2${key === '' ? '' : `&continuationKey=${key}`}`
      const page = pageSchema.parse((await callOneStore(emulator, 'GET', query)).body)
      listedIds.push(...page.voidedPurchaseList.map(({ purchaseId }) => purchaseId))
      key = page.continuationKey ?? ''
    } while (key !== '')
    expect(listedIds).toEqual(ids)
  })

  test.each(['maxResults=101', 'startTime=1', 'startTime=x', 'continuationKey=x', 'startTime=9&endTime=8'])(
    'a list with the query %s is rejected',
    async (query) => {
      expect(await callOneStore(emulator, 'GET', `voided-purchases?${query}`)).toMatchObject(
        expectedOneStoreError(400, 'InvalidRequest'),
      )
    },
  )
})
