import {
  memoryStorage,
  type CoinslotStorage,
  type Fetch,
  type UserTokenSource,
} from '../../packages/sdk/src/index.ts'
import { describe, expect, vi } from '../support/test.ts'
import { countKept, listPayments, newUserId, sdkTest as test } from './sdk-test.ts'

const isOperation = (body: string, name: string) => body.includes(`mutation ${name}(`)

describe('the network', () => {
  test('an answer that arrives too late is no second payment', async ({
    startApp,
    createDevice,
    gameServer,
  }) => {
    const device = createDevice()
    const player = newUserId()
    let lostCount = 0
    const losesAnswers: Fetch = async (url, init) => {
      const response = await fetch(url, init)
      if (!isOperation(init.body, 'VerifyPurchase') || lostCount >= 2) return response
      lostCount += 1
      throw new TypeError('The answer was lost.')
    }
    const result = await startApp({ device, player, fetch: losesAnswers }).purchase('coins_100')
    expect(result.status).toBe('paid')
    expect(lostCount).toBe(2)
    expect((await listPayments(gameServer, player)).length).toBe(1)
  })

  test('a device that is offline opens no sheet', async ({ startApp, createDevice }) => {
    const device = createDevice()
    const failing: Fetch = async (url, init) => {
      if (isOperation(init.body, 'RequestPurchase')) throw new TypeError('offline')
      return fetch(url, init)
    }
    const app = startApp({ device, player: newUserId(), fetch: failing, maxRetries: 0 })
    const result = await app.purchase('coins_100')
    expect(result).toMatchObject({ status: 'failed', error: { code: 'NETWORK_ERROR', retryable: true } })
    expect(device.store.openedSheets()).toBe(0)
    expect(await countKept(device)).toBe(0)
  })

  test('a server that cannot be reached after the payment leaves it on the device', async ({
    startApp,
    createDevice,
  }) => {
    const device = createDevice()
    const player = newUserId()
    const failing: Fetch = async (url, init) => {
      if (isOperation(init.body, 'VerifyPurchase')) throw new TypeError('offline')
      return fetch(url, init)
    }
    const app = startApp({ device, player, fetch: failing, maxRetries: 0 })
    expect(await app.purchase('coins_100')).toMatchObject({ status: 'unknown', error: { retryable: true } })
    // It would be paid twice.
    expect(await app.purchase('coins_100')).toMatchObject({ status: 'unknown' })
    expect(device.store.openedSheets()).toBe(1)
    expect(await startApp({ device, player }).reprocess()).toMatchObject([{ status: 'paid' }])
    expect(await countKept(device)).toBe(0)
  })

  test('values that a newer server knows become UNKNOWN', async ({ startApp, createDevice }) => {
    const newer = async (...[url, init]: Parameters<Fetch>): Promise<Response> => {
      const response = await fetch(url, init)
      const text = (await response.text()).replaceAll('"PAID"', '"GIFTED"').replaceAll('"SANDBOX"', '"MOON"')
      return new Response(text.replaceAll('"CONSUMABLE"', '"ARTEFACT"'), response)
    }
    const result = await startApp({ device: createDevice(), player: newUserId(), fetch: newer }).purchase(
      'coins_100',
    )
    expect(result).toMatchObject({ status: 'paid', payment: { status: 'UNKNOWN', itemType: 'UNKNOWN' } })
  })
})

const brokenSources: readonly (readonly [string, UserTokenSource])[] = [
  ['throws', () => Promise.reject(new Error('The login failed.'))],
  ['returns nothing', async () => ''],
  ['is always expired', async () => 'an.expired.token'],
]

describe('the user token', () => {
  test('a token that expires during the purchase is replaced', async ({
    startApp,
    createDevice,
    gameServer,
  }) => {
    const userId = newUserId()
    const requested: boolean[] = []
    const userToken = async ({ isExpired }: { readonly isExpired: boolean }) => {
      requested.push(isExpired)
      return isExpired ? gameServer.signUserToken({ userId }) : 'an.expired.token'
    }
    const app = startApp({ device: createDevice(), player: userId, userToken })
    expect(await app.purchase('coins_100')).toMatchObject({ status: 'paid', payment: { userId } })
    expect(requested).toContain(true)
  })

  test.for(brokenSources)(
    'a function for tokens that %s gives a failed purchase',
    async ([, userToken], { startApp, createDevice }) => {
      const app = startApp({ device: createDevice(), player: newUserId(), userToken })
      const result = await app.purchase('coins_100')
      expect(result).toMatchObject({ status: 'failed', error: { code: 'UNAUTHENTICATED' } })
    },
  )
})

describe('bad input', () => {
  test.for([
    ['AppKey', { appKey: 'ak_unknown' }, 'UNAUTHENTICATED'],
    ['server', { url: 'http://127.0.0.1:9/graphql' }, 'NETWORK_ERROR'],
  ] as const)('a wrong %s gives a failed purchase', async ([, options, code], { startApp, createDevice }) => {
    const app = startApp({ device: createDevice(), player: newUserId(), maxRetries: 0, ...options })
    expect(await app.purchase('coins_100')).toMatchObject({ status: 'failed', error: { code } })
    await expect(app.items()).rejects.toMatchObject({ code })
  })

  test('a URL that is not the endpoint gives a failed purchase that says so', async ({
    server,
    startApp,
    createDevice,
  }) => {
    const app = startApp({ device: createDevice(), player: newUserId(), url: server.emulator.url })
    const result = await app.purchase('coins_100')
    expect(result).toMatchObject({ status: 'failed', error: { code: 'UNEXPECTED_RESPONSE' } })
  })

  test('an unknown item gives a failed purchase with texts for the player', async ({
    startApp,
    createDevice,
  }) => {
    const device = createDevice()
    const result = await startApp({ device, player: newUserId() }).purchase('dragon')
    if (result.status !== 'failed') throw new Error(result.status)
    const { code, retryable, requestId, playerMessage } = result.error
    expect({ code, retryable }).toEqual({ code: 'ITEM_NOT_FOUND', retryable: false })
    expect(requestId).not.toBeNull()
    expect(playerMessage.ko).toBe('지금은 구매할 수 없는 상품입니다.')
    expect(await countKept(device)).toBe(0)
  })

  test.for(['setItem', 'getAllKeys'] as const)(
    'a storage whose %s fails opens no sheet',
    async (name, { startApp, createDevice }) => {
      const device = createDevice()
      const fail = (): never => {
        throw new Error('QuotaExceededError')
      }
      const storage = { ...memoryStorage(), [name]: fail }
      const app = startApp({ device: { ...device, storage }, player: newUserId() })
      const result = await app.purchase('coins_100')
      expect(result).toMatchObject({ status: 'failed', error: { code: 'STORAGE_UNAVAILABLE' } })
      expect(device.store.openedSheets()).toBe(0)
    },
  )

  test('a storage that becomes full after the payment does not lose it', async ({
    startApp,
    createDevice,
  }) => {
    const device = createDevice()
    const storage = memoryStorage()
    const setItem = vi.fn(storage.setItem)
    const fillingUp: CoinslotStorage = { ...storage, setItem }
    const bridge = device.store.createBridge()
    const open: typeof bridge.open = (request) => {
      setItem.mockRejectedValue(new Error('QuotaExceededError'))
      return bridge.open(request)
    }
    const app = startApp({
      device: { ...device, storage: fillingUp },
      player: newUserId(),
      bridge: { ...bridge, open },
    })
    expect(await app.purchase('coins_100')).toMatchObject({ status: 'paid' })
  })
})
