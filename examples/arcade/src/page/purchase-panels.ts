import type { CoinslotError } from '@coinslot/sdk'
import type { Entitlement } from '@coinslot/sdk/entitlements'
import type { PlayerState, PurchasedItem, Session } from '../player-state.ts'
import { vipSubscription } from '../catalog.ts'
import { byId, create } from './dom.ts'
import type { Translation } from './translation.ts'
import { isOfSubscription, readSteps, stepNames, type FollowedPurchase } from './purchase-steps.ts'
import type { Language, Texts } from './texts.ts'

const createStepLines = () =>
  stepNames.map((name) => {
    const line = create('li')
    byId('steps').append(line)
    return { name, line }
  })

type Shown = {
  readonly purchase: FollowedPurchase | null
  readonly error: CoinslotError | null
  readonly isConnected: boolean
  readonly vip: Entitlement | null
  readonly state: PlayerState
}

/** The steps of the latest purchase, the message of the shop, and the list of what was bought. */
export function createPurchasePanels(translation: Translation, { isBuiltIn }: Session) {
  let shown: Shown = {
    ...{ purchase: null, error: null, isConnected: true, vip: null },
    state: { coins: 0, hasAurora: false, items: [] },
  }
  const lines = createStepLines()
  const render = () => {
    const texts = translation.texts()
    renderSteps(lines, texts, { ...shown, isBuiltIn })
    renderMessage(texts, translation.language(), shown)
    renderItems(texts, shown)
  }
  const update = (changed: Partial<Shown>) => {
    shown = { ...shown, ...changed }
    render()
  }
  translation.onChanged(render)
  render()
  return {
    follow: (purchase: FollowedPurchase) => update({ purchase, error: null }),
    show: (state: PlayerState) => update({ state }),
    showVip: (vip: Entitlement | null) => update({ vip }),
    setConnected: (isConnected: boolean) => update({ isConnected }),
    fail: (error: CoinslotError) => update({ error }),
  }
}

function renderSteps(
  lines: ReturnType<typeof createStepLines>,
  texts: Texts,
  { purchase, vip, state, isBuiltIn }: Shown & { readonly isBuiltIn: boolean },
): void {
  const steps = purchase === null ? null : readSteps(purchase, { ...state, isVip: vip !== null })
  const isSubscription = purchase !== null && isOfSubscription(purchase)
  const delivery = isSubscription ? 'entitle' : isBuiltIn ? 'deliverByPage' : 'deliver'
  byId('followed').textContent =
    purchase === null
      ? texts.nothingYet
      : `${texts.itemName(purchase.itemId ?? '')} · ${texts.storeName(purchase.store)}`
  for (const { name, line } of lines) {
    const reached = steps?.[name] ?? 'todo'
    line.className = reached
    line.textContent = texts.step(name === 'deliver' ? delivery : name, reached)
  }
}

function renderMessage(
  texts: Texts,
  language: Language,
  { purchase, error, isConnected, vip, state }: Shown,
): void {
  const paymentId = purchase?.result?.status === 'paid' ? purchase.result.payment.id : null
  const delivered = state.items.find((item) => item.paymentId === paymentId) ?? null
  const failure = isConnected ? error?.playerMessage[language] : texts.offline
  const isNewVip = vip !== null && paymentId !== null && purchase !== null && isOfSubscription(purchase)
  const message = byId('message')
  const news = isNewVip ? texts.vipArrived : describe(texts, language, purchase, delivered)
  message.textContent = failure ?? news
  message.className = failure !== undefined || purchase?.result?.status === 'failed' ? 'bad' : ''
}

function describe(
  texts: Texts,
  language: Language,
  purchase: FollowedPurchase | null,
  delivered: PurchasedItem | null,
): string {
  const result = purchase?.result ?? null
  if (result === null) return ''
  switch (result.status) {
    case 'paid':
      if (delivered === null) return texts.paid
      return delivered.isRefunded ? texts.takenBack : texts.arrived
    case 'pending':
      return texts.pending
    case 'canceled':
      return texts.canceled
    case 'failed':
    case 'unknown':
      return result.error.playerMessage[language]
  }
}

function renderItems(texts: Texts, { state: { items }, vip }: Shown): void {
  const subscription =
    vip === null
      ? []
      : [
          create(
            'li',
            {},
            create('span', {}, texts.itemName(vipSubscription)),
            create('span', { className: 'muted' }, texts.renewal(vip.willRenew)),
            create('span', { className: 'badge' }, texts.active),
          ),
        ]
  const delivered = items.map(({ itemId, quantity, store, isRefunded }) =>
    create(
      'li',
      { className: isRefunded ? 'refunded' : '' },
      create('span', {}, quantity === 1 ? texts.itemName(itemId) : `${quantity} × ${texts.itemName(itemId)}`),
      create('span', { className: 'muted' }, texts.storeName(store)),
      create('span', { className: 'badge' }, isRefunded ? texts.refunded : texts.delivered),
    ),
  )
  const empty = create('li', { className: 'muted' }, texts.noPurchases)
  const rows = [...subscription, ...delivered]
  byId('purchased').replaceChildren(...(rows.length === 0 ? [empty] : rows))
}
