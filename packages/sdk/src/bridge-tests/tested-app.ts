import type { Bridge, SheetRequest, SheetResult, StoreTransaction } from '../bridges/bridge.ts'
import { createId } from '../client/create-id.ts'
import type { BridgeAbility, ScriptedStore } from './bridge-test.ts'

/** What a test runs with. */
export type TestContext = {
  readonly store: ScriptedStore
  readonly productId: string
  readonly otherProductId: string
  /** How long a test waits for a report. */
  readonly waitMs: number
}

/** A test and the abilities without which it makes no sense. */
export type TestDefinition = {
  readonly name: string
  readonly needs: readonly BridgeAbility[]
  /** Abilities with which it makes no sense. */
  readonly unless?: readonly BridgeAbility[]
  readonly run: (context: TestContext) => Promise<void>
}

const pollMs = 5

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}

export function checkEqual(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [JSON.stringify({ is: actual }), JSON.stringify({ is: expected })]
  check(found === wanted, `${what} should be ${wanted}, and was found to be ${found}.`)
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

type Found<Value> = Value | null | undefined

/** The value as soon as there is one. */
export async function eventually<Value>(
  { waitMs }: TestContext,
  find: () => Found<Value> | Promise<Found<Value>>,
  what: string,
): Promise<Value> {
  const endsAt = Date.now() + waitMs
  for (;;) {
    const value = await find()
    if (value !== null && value !== undefined) return value
    check(Date.now() < endsAt, `${what} was not reported in ${waitMs} ms.`)
    await pause(pollMs)
  }
}

/** Lets everything run that is about to; used where nothing may happen. */
export const letRun = () => pause(30)

/** A UUID, which every store accepts as an account token. */
export function createToken(): string {
  const digits = createId()
  const version = `4${digits.slice(13, 16)}-a${digits.slice(17, 20)}`
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${version}-${digits.slice(20)}`
}

/** One start of the app, whose bridge is connected. */
export type TestedApp = {
  readonly bridge: Bridge
  /** What the bridge has reported. */
  readonly events: readonly StoreTransaction[]
}

export async function startApp({ store }: TestContext): Promise<TestedApp> {
  const events: StoreTransaction[] = []
  const bridge = store.startApp()
  await bridge.connect((transaction) => void events.push(transaction))
  return { bridge, events }
}

export type OpenedSheet = {
  readonly accountToken: string
  readonly result: Promise<SheetResult>
  /** The result, once there is one. */
  readonly current: () => SheetResult | null
  readonly abort: () => void
}

export function openSheet({ bridge }: TestedApp, productId: string): OpenedSheet {
  const controller = new AbortController()
  const accountToken = createToken()
  const request: SheetRequest = {
    ...{ purchaseId: 'pur_test', userId: 'player' },
    productId,
    accountToken,
    signal: controller.signal,
  }
  let current: SheetResult | null = null
  const result = bridge.open(request).then((value) => (current = value))
  result.catch(() => undefined)
  return { accountToken, result, current: () => current, abort: () => controller.abort() }
}

/** Buys, and returns the transaction however it is reported. */
export async function buy(
  context: TestContext,
  app: TestedApp,
  productId: string,
): Promise<{ readonly transaction: StoreTransaction; readonly accountToken: string }> {
  context.store.script('PAY')
  const earlier = app.events.length
  const sheet = openSheet(app, productId)
  const transaction = await eventually(
    context,
    () => {
      const result = sheet.current()
      if (result?.kind === 'TRANSACTION') return result.transaction
      return app.events.slice(earlier).find((each) => each.productId === productId)
    },
    'The transaction',
  )
  sheet.abort()
  return { transaction, accountToken: sheet.accountToken }
}

/** Pays in a sheet that reports nothing. */
export async function buySilently(context: TestContext, app: TestedApp, productId: string): Promise<string> {
  context.store.script('PAY_SILENTLY')
  const { accountToken, abort } = openSheet(app, productId)
  await eventually(context, () => findListed(app, accountToken), 'The unfinished transaction')
  abort()
  return accountToken
}

/** The listed transaction of the account token. */
export const findListed = async (
  { bridge }: TestedApp,
  token: string,
): Promise<StoreTransaction | undefined> =>
  (await bridge.unfinished([token])).find(
    ({ accountToken }) => accountToken?.toLowerCase() === token.toLowerCase(),
  )
