import { toSalePath } from './sale-path.ts'

export type StoreName = 'APP_STORE' | 'GOOGLE_PLAY' | 'ONE_STORE' | 'TEST_STORE'

/** The emulated stores, as the server sees them. */
export type TestEmulator = {
  readonly url: string
  /** The API of the store answers with status 503 until `recover`. The Test store has no API that could fail. */
  readonly goDown: (store: StoreName) => Promise<void>
  /** Each call of the API of the store takes so long until `recover`. */
  readonly slowDown: (store: StoreName, delayMs: number) => Promise<void>
  /** The next notifications of the store are lost until `recover`. */
  readonly loseNotifications: (store: StoreName) => Promise<void>
  /** All stores answer again. */
  readonly recover: () => Promise<void>
  /** Refunds a sale in full, as the store does without the app; of a subscription the period that runs, with its access. */
  readonly refund: (saleId: string) => Promise<void>
  /**
   * Any other call of the control API, for example `control('POST', '/control/faults', { store: 'GOOGLE_PLAY', endpoint: '*', times: 1, reset: true })`.
   * Rejects unless it succeeds.
   */
  readonly control: <Result>(method: string, path: string, body?: object) => Promise<Result>
}

/** More calls than a test makes. */
const manyCalls = 1_000_000

export function connectEmulator(url: string): TestEmulator {
  const control = async <Result>(method: string, path: string, body?: object): Promise<Result> => {
    const content =
      body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(url + path, { method, ...content })
    const text = await response.text()
    if (!response.ok) throw new Error(`The store emulator answered ${response.status}: ${text}`)
    return (text === '' ? null : JSON.parse(text)) as Result
  }
  const inject = async (fault: object) => {
    await control('POST', '/control/faults', { endpoint: '*', times: manyCalls, ...fault })
  }
  return {
    url,
    control,
    goDown: (store) => inject({ store, status: 503 }),
    slowDown: (store, delayMs) => inject({ store, delayMs }),
    loseNotifications: (store) =>
      inject({ store, endpoint: 'notification', notification: { effect: 'DROP' } }),
    recover: async () => {
      await control('DELETE', '/control/faults')
    },
    refund: async (saleId) => {
      await control('POST', `${toSalePath(saleId)}/refund`, {})
    },
  }
}
