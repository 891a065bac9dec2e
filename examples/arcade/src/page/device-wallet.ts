import type { Coinslot, Payment } from '@coinslot/sdk'
import { coinsOf, runPrice, welcomeCoins } from '../catalog.ts'
import type { PlayerState, PurchasedItem } from '../player-state.ts'

type Saved = {
  /** The payments that were delivered, each with its coins. */
  readonly items: readonly PurchasedItem[]
  readonly spent: number
}

export type DeviceWallet = ReturnType<typeof createDeviceWallet>

/**
 * The built-in model: the page consumes the payments, and keeps the coins in the browser. Nobody else knows them, so they cannot be taken
 * back, and a player has them on one device.
 */
export function createDeviceWallet(player: string, onChanged: (state: PlayerState) => void) {
  const key = `arcade:wallet:${player}`
  const read = (): Saved => ({
    ...{ items: [], spent: 0 },
    ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Saved>),
  })
  const write = (saved: Saved) => {
    localStorage.setItem(key, JSON.stringify(saved))
    onChanged(toState(saved))
  }
  const deliver = (payment: Payment) => write(addItem(read(), payment))
  window.addEventListener('storage', () => onChanged(toState(read())))
  return {
    show: () => onChanged(toState(read())),
    /**
     * Consumes what is paid, and delivers it. What a page that was closed has consumed and not delivered is listed again, and delivered now.
     * Without a game server nothing can be delivered that has to be locked after a refund.
     */
    collect: (shop: Coinslot): Promise<void> =>
      // One tab at a time.
      navigator.locks.request(key, async () => {
        for (const payment of await shop.unconsumedPayments()) {
          if (payment.itemType === 'CONSUMABLE') await shop.consume(payment, deliver)
        }
      }),
    payRun: (): boolean => {
      const saved = read()
      if (toState(saved).coins < runPrice) return false
      write({ ...saved, spent: saved.spent + runPrice })
      return true
    },
  }
}

/** The coins and the id of their payment are one write, so that no crash can come in between: a repeated delivery changes nothing. */
function addItem(saved: Saved, { id: paymentId, itemId, store, quantity }: Payment): Saved {
  if (saved.items.some((item) => item.paymentId === paymentId)) return saved
  const item = { paymentId, itemId, store, quantity, coins: coinsOf(itemId, quantity), isRefunded: false }
  return { ...saved, items: [item, ...saved.items] }
}

const toState = ({ items, spent }: Saved): PlayerState => ({
  coins: items.reduce((sum, { coins }) => sum + coins, welcomeCoins) - spent,
  hasAurora: false,
  items,
})
