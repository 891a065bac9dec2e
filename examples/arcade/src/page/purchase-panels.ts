import type { CoinslotError } from '@coinslot/sdk'
import type { PlayerState, PurchasedItem } from '../player-state.ts'
import { byId, create } from './dom.ts'
import type { Translation } from './translation.ts'
import { readSteps, stepNames, type FollowedPurchase } from './purchase-steps.ts'
import type { Language, Texts } from './texts.ts'

const createStepLines = () =>
  stepNames.map((name) => {
    const line = create('li')
    byId('steps').append(line)
    return { name, line }
  })

/** The steps of the latest purchase, the message of the shop, and the list of what was bought. */
export function createPurchasePanels(translation: Translation) {
  let purchase: FollowedPurchase | null = null
  let error: CoinslotError | null = null
  let isConnected = true
  let state: PlayerState = { coins: 0, hasAurora: false, items: [] }
  const lines = createStepLines()
  const render = () => {
    const texts = translation.texts()
    const steps = purchase === null ? null : readSteps(purchase, state)
    byId('followed').textContent =
      purchase === null
        ? texts.nothingYet
        : `${texts.itemName(purchase.itemId ?? '')} · ${texts.storeName(purchase.store)}`
    for (const { name, line } of lines) {
      const reached = steps?.[name] ?? 'todo'
      line.className = reached
      line.textContent = texts.step(name, reached)
    }
    const paymentId = purchase?.result?.status === 'paid' ? purchase.result.payment.id : null
    const delivered = state.items.find((item) => item.paymentId === paymentId) ?? null
    const language = translation.language()
    const failure = isConnected ? error?.playerMessage[language] : texts.offline
    const message = byId('message')
    message.textContent = failure ?? describe(texts, language, purchase, delivered)
    message.className = failure !== undefined || purchase?.result?.status === 'failed' ? 'bad' : ''
    renderItems(texts, state)
  }
  translation.onChanged(render)
  render()
  return {
    follow: (followed: FollowedPurchase) => {
      purchase = followed
      error = null
      render()
    },
    show: (shown: PlayerState) => {
      state = shown
      render()
    },
    setConnected: (next: boolean) => {
      isConnected = next
      render()
    },
    fail: (failure: CoinslotError) => {
      error = failure
      render()
    },
  }
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

function renderItems(texts: Texts, { items }: PlayerState): void {
  const rows = items.map(({ itemId, quantity, store, isRefunded }) =>
    create(
      'li',
      { className: isRefunded ? 'refunded' : '' },
      create('span', {}, quantity === 1 ? texts.itemName(itemId) : `${quantity} × ${texts.itemName(itemId)}`),
      create('span', { className: 'muted' }, texts.storeName(store)),
      create('span', { className: 'badge' }, isRefunded ? texts.refunded : texts.delivered),
    ),
  )
  const empty = create('li', { className: 'muted' }, texts.noPurchases)
  byId('purchased').replaceChildren(...(rows.length === 0 ? [empty] : rows))
}
