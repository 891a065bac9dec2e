import { CoinslotError, type Item, type Store } from '@coinslot/sdk'
import type { Entitlement } from '@coinslot/sdk/entitlements'
import { auroraShip, catalog, vipSubscription } from '../catalog.ts'
import type { PlayerState, Session } from '../player-state.ts'
import { byId, create } from './dom.ts'
import type { Texts } from './texts.ts'
import type { Translation } from './translation.ts'
import { auroraColors, coin, coinColors, coins, createPicture, crown, crownColors, ship } from './pixels.ts'
import type { Purchases } from './purchases.ts'

const stores = ['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE', 'TEST_STORE'] as const
const storeKey = 'arcade:store'

const pictures: Readonly<Record<string, () => SVGElement>> = {
  coins_100: () => createPicture(coin, coinColors),
  coins_500: () => createPicture(coins, coinColors),
  [auroraShip]: () => createPicture(ship, auroraColors),
  [vipSubscription]: () => createPicture(crown, crownColors),
}

export type ShopPanelOptions = {
  readonly session: Session
  readonly purchases: Purchases
  readonly translation: Translation
  readonly onError: (error: CoinslotError) => void
}

export type ShopPanel = ReturnType<typeof createShopPanel>

/** The choice of a store, and what it sells. */
export function createShopPanel({ session, purchases, translation, onError }: ShopPanelOptions) {
  let store: Store = stores.find((each) => each === localStorage.getItem(storeKey)) ?? 'GOOGLE_PLAY'
  let state: PlayerState | null = null
  let vip: Entitlement | null = null
  let items: readonly Item[] | null = null
  const cards = catalog.map(({ itemId }) => {
    const card = createCard(itemId)
    card.button.onclick = () => void purchases.buy(store, itemId)
    return card
  })
  byId('items').append(...cards.map(({ element }) => element))
  const render = () => {
    for (const card of cards)
      renderCard(card, { texts: translation.texts(), items, state, vip, isBuiltIn: session.isBuiltIn })
  }
  const loadItems = async () => {
    try {
      items = await purchases.listItems(store)
    } catch (error) {
      if (error instanceof CoinslotError) onError(error)
    }
    render()
  }
  createStoreChoice(translation, store, (chosen) => {
    store = chosen
    localStorage.setItem(storeKey, chosen)
    void loadItems()
  })
  translation.onChanged(render)
  void loadItems()
  return {
    store: () => store,
    show: (shown: PlayerState) => {
      state = shown
      render()
    },
    showVip: (shown: Entitlement | null) => {
      vip = shown
      render()
    },
  }
}

type Card = ReturnType<typeof createCard>

function createCard(itemId: string) {
  const name = create('strong')
  const details = create('span', { className: 'muted' })
  const button = create('button', { type: 'button', className: 'price', disabled: true })
  const picture = create('span', { className: 'picture' }, pictures[itemId]?.() ?? '')
  const element = create('li', { className: 'item' }, picture, create('p', {}, name, details), button)
  return { itemId, element, name, details, button }
}

type Shown = {
  readonly texts: Texts
  /** Null until the store has answered. */
  readonly items: readonly Item[] | null
  readonly state: PlayerState | null
  readonly vip: Entitlement | null
  readonly isBuiltIn: boolean
}

function renderCard(card: Card, shown: Shown): void {
  const { itemId, name, details, button } = card
  const { texts } = shown
  const item = shown.items?.find((each) => each.itemId === itemId)
  const { isOwned, note, isBad = false, isSold = true } = readCardState(itemId, shown)
  name.textContent = texts.itemName(itemId)
  details.textContent = note ?? texts.itemDetails(itemId)
  details.classList.toggle('bad', isBad)
  const price = item?.displayPrice ?? texts.buy
  button.textContent = isOwned ? texts.owned : price
  const label = isOwned ? texts.owned : texts.buy
  button.setAttribute('aria-label', `${label}: ${texts.itemName(itemId)}, ${price}`)
  button.disabled = isOwned || !isSold || item === undefined
}

type CardState = {
  readonly isOwned: boolean
  /** What is said instead of the details of the item. */
  readonly note?: string
  readonly isBad?: boolean
  readonly isSold?: boolean
}

function readCardState(itemId: string, { texts, items, state, vip, isBuiltIn }: Shown): CardState {
  if (itemId === vipSubscription) {
    if (vip !== null) return { isOwned: true, note: texts.vipUntil(vip.accessUntil) }
    const isMissing = items !== null && !items.some((item) => item.itemId === itemId)
    return isMissing ? { isOwned: false, note: texts.notSoldHere } : { isOwned: false }
  }
  if (itemId !== auroraShip) return { isOwned: false }
  if (isBuiltIn) return { isOwned: false, note: texts.notBuiltIn, isSold: false }
  if (state?.hasAurora === true) return { isOwned: true }
  const isLocked = state?.items.some((each) => each.itemId === itemId) === true
  return isLocked ? { isOwned: false, note: texts.locked, isBad: true } : { isOwned: false }
}

function createStoreChoice(translation: Translation, chosen: Store, onChosen: (store: Store) => void): void {
  const labels = stores.map((store) => {
    const input = create('input', { type: 'radio', name: 'store', value: store, checked: store === chosen })
    input.onchange = () => onChosen(store)
    const name = create('span')
    byId('stores').append(create('label', {}, input, name))
    return { store, name }
  })
  const render = () => {
    for (const { store, name } of labels) name.textContent = translation.texts().storeName(store)
  }
  translation.onChanged(render)
  render()
}
