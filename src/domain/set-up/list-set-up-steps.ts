import { selectOperator } from '../../db/queries/operators.ts'
import {
  selectSetUpFacts,
  selectStoreFacts,
  type SetUpFacts,
  type StoreFacts,
} from '../../db/queries/set-up-facts.ts'
import { selectStoreConnections, type StoreConnectionRow } from '../../db/queries/store-connections.ts'
import { toCheckResult } from '../../stores/contract/connection-check.ts'
import { storeNames } from '../../stores/contract/store-adapter.ts'
import type { Context } from '../context.ts'
import type { StoreValue } from '../models.ts'

export type SetUpStepName =
  | 'SECOND_FACTOR'
  | 'STORE_CONNECTED'
  | 'STORE_CHECKED'
  | 'ITEM_CREATED'
  | 'ITEMS_MAPPED'
  | 'SERVER_KEY_USED'
  | 'NOTIFICATION_RECEIVED'
  | 'PURCHASE_VERIFIED'
  | 'PAYMENT_CONSUMED'
  | 'EVENTS_FOLLOWED'

export type SetUpStep = {
  readonly step: SetUpStepName
  readonly store: StoreValue | null
  readonly isDone: boolean
  readonly doneAt: Date | null
}

/** What was set up and what was not, as the records show it, in the order in which it is best done. */
export async function listSetUpSteps(ctx: Context): Promise<readonly SetUpStep[]> {
  const { db, app } = ctx
  const [connections, facts, secondFactor] = await Promise.all([
    selectStoreConnections(db, app.appId),
    selectSetUpFacts(db, app.appId),
    describeSecondFactor(ctx),
  ])
  const stores = storeNames.filter((name) => connections.some(({ store }) => store === name))
  const storeFacts = stores.length === 0 ? [] : await selectStoreFacts(db, app.appId, stores)
  return [
    ...secondFactor,
    { ...step('STORE_CONNECTED', connections.at(0)?.connectedAt ?? null), isDone: connections.length > 0 },
    ...stores.map((store) => describeCheck(connections, store)),
    step('ITEM_CREATED', facts.itemCreatedAt),
    ...storeFacts.map(describeProducts),
    ...(app.row.consumeModel === 'BUILT_IN' ? [] : [step('SERVER_KEY_USED', facts.serverKeyUsedAt)]),
    ...describePurchases(facts),
    ...storeFacts.flatMap(describeNotifications),
    step('EVENTS_FOLLOWED', facts.webhookCreatedAt ?? facts.consumerAckedAt),
  ]
}

function step(name: SetUpStepName, doneAt: Date | null, store: StoreValue | null = null): SetUpStep {
  return { step: name, store, isDone: doneAt !== null, doneAt }
}

async function describeSecondFactor({ db, caller }: Context): Promise<SetUpStep[]> {
  if (caller.kind !== 'OPERATOR' || caller.operator.id === null) return []
  const operator = await selectOperator(db, caller.operator.id)
  return [{ ...step('SECOND_FACTOR', null), isDone: operator?.twoFactorEnabled ?? false }]
}

/** A store is checked when each of its connections is. */
function describeCheck(connections: readonly StoreConnectionRow[], store: StoreValue): SetUpStep {
  const checks = connections
    .filter((connection) => connection.store === store)
    .map(({ checkedAt, checkSteps }) =>
      checkSteps !== null && toCheckResult(checkSteps).ok ? checkedAt : null,
    )
  return step('STORE_CHECKED', checks.includes(null) ? null : (checks.at(0) ?? null), store)
}

function describeProducts({ store, itemCount, missingCount }: StoreFacts): SetUpStep {
  return { ...step('ITEMS_MAPPED', null, store), isDone: itemCount > 0 && missingCount === 0 }
}

function describePurchases({ paymentVerifiedAt, consumedAt }: SetUpFacts): SetUpStep[] {
  return [step('PURCHASE_VERIFIED', paymentVerifiedAt), step('PAYMENT_CONSUMED', consumedAt)]
}

/** The Test store sends none. */
function describeNotifications({ store, notifiedAt }: StoreFacts): SetUpStep[] {
  return store === 'TEST_STORE' ? [] : [step('NOTIFICATION_RECEIVED', notifiedAt, store)]
}
