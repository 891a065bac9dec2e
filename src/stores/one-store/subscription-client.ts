import { parseJson } from '../../platform/json.ts'
import { startDeadline, type Deadline } from '../../platform/retry.ts'
import type { StoreActionResult, StoreEnvironment } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { successSchema } from './api-types.ts'
import type { OneStoreConfig } from './config.ts'
import { NotFoundError, StateConflictError } from './errors.ts'
import { findFirst } from './find-first.ts'
import {
  isAutoRenewing,
  parseSubscriptionDetail,
  type OneStoreSubscriptionDetail,
  type SubscriptionDetailResponse,
} from './subscription-detail.ts'
import { toRequest, type OneStoreTransport, type PurchaseKey } from './transport.ts'

type Transports = Readonly<Record<StoreEnvironment, OneStoreTransport>>

type SubscriptionClientOptions = {
  readonly clientId: string
  readonly config: OneStoreConfig
  readonly transports: Transports
  /** For calls that must not be made twice. */
  readonly unrepeated: Transports
}

/** Every call throws StoreUnavailableError and StoreMisconfiguredError. */
export type OneStoreSubscriptionClient = {
  /** Calls the hosts in order until one has the subscription; null when none has it. */
  find: (
    key: PurchaseKey,
    environments: readonly StoreEnvironment[],
  ) => Promise<SubscriptionDetailResponse | null>
  /** Acknowledges the first payment. Idempotent, as `cancel` and `revoke` are. */
  acknowledge: (key: PurchaseKey, environment: StoreEnvironment) => Promise<StoreActionResult>
  readonly cancel: Act | null
  readonly revoke: Act | null
  readonly defer:
    ((key: PurchaseKey, environment: StoreEnvironment, days: number) => Promise<StoreActionResult>) | null
}

type Act = (key: PurchaseKey, environment: StoreEnvironment) => Promise<StoreActionResult>

export function createSubscriptionClient(options: SubscriptionClientOptions): OneStoreSubscriptionClient {
  const { config } = options
  const { cancelPath, deferPath, deferDaysField, revokePath } = config.subscriptions
  const toAct = (path: string | null, isDone: IsDone): Act | null =>
    path === null
      ? null
      : (key, environment) => change(options, options.transports, { path, key, environment, isDone })
  return {
    find: (key, environments) => {
      const deadline = startDeadline(2 * config.timeoutMs)
      return findFirst(environments, (environment) => readDetail(options, environment, key, deadline))
    },
    acknowledge: (key, environment) => {
      const isDone: IsDone = ({ detail }) => detail.acknowledgementState === 1
      return change(options, options.transports, {
        path: config.acknowledgePath,
        key,
        environment,
        isDone,
      })
    },
    cancel: toAct(cancelPath, ({ detail }) => !isAutoRenewing(detail)),
    revoke: toAct(revokePath, hasEnded),
    defer:
      deferPath === null
        ? null
        : (key, environment, days) =>
            change(options, options.unrepeated, {
              path: deferPath,
              key,
              environment,
              body: { [deferDaysField]: days },
              isDone: () => false,
            }),
  }
}

type IsDone = (response: SubscriptionDetailResponse) => boolean

function hasEnded({ detail, readAt }: SubscriptionDetailResponse): boolean {
  return !isAutoRenewing(detail) && detail.expiryTimeMillis <= readAt.getTime()
}

async function readDetail(
  { clientId, config, transports }: SubscriptionClientOptions,
  environment: StoreEnvironment,
  key: PurchaseKey,
  deadline: Deadline,
): Promise<SubscriptionDetailResponse | null> {
  const { subscriptions } = config
  const request = toRequest('GET', subscriptions.detailPath, key.marketCode, { ...key, clientId })
  const readAt = config.now()
  const parse = (body: string): { detail: OneStoreSubscriptionDetail; body: string } => ({
    detail: parseSubscriptionDetail(body, subscriptions),
    body,
  })
  try {
    return { ...(await transports[environment].send(request, parse, deadline)), environment, readAt }
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

type SubscriptionChange = {
  readonly path: string
  readonly key: PurchaseKey
  readonly environment: StoreEnvironment
  readonly body?: Readonly<Record<string, unknown>>
  /** Whether the subscription already is as the call would make it. */
  readonly isDone: IsDone
}

async function change(
  options: SubscriptionClientOptions,
  transports: Transports,
  { path, key, environment, body, isDone }: SubscriptionChange,
): Promise<StoreActionResult> {
  const { clientId, config } = options
  const deadline = startDeadline(2 * config.timeoutMs)
  const request = toRequest('POST', path, key.marketCode, { ...key, clientId })
  try {
    const withBody = body === undefined ? request : { ...request, body }
    return await transports[environment].send(withBody, parseSuccess, deadline)
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof StateConflictError)) throw error
    const found = await readDetail(options, environment, key, deadline)
    if (found === null) return { kind: 'rejected', reason: 'ONE store has no such subscription.' }
    // Often an earlier attempt succeeded and only its response was lost.
    if (isDone(found)) return { kind: 'done' }
    return { kind: 'rejected', reason: 'The state of the subscription at ONE store does not allow this.' }
  }
}

function parseSuccess(body: string): StoreActionResult {
  const json = parseJson(body)
  if (json === undefined) throw new StoreUnavailableError('ONE store returned an unreadable response')
  if (!successSchema.safeParse(json).success) throw new StateConflictError()
  return { kind: 'done' }
}
