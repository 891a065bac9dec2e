import type { Coinslot, Payment } from '@coinslot/sdk'
import { coinsOf, runPrice, welcomeCoins } from '../catalog.ts'
import type { PlayerState, PurchasedItem } from '../player-state.ts'

type Saved = {
  /** Payments that are about to be consumed, or consumed and not delivered. */
  readonly expected: readonly Payment[]
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
  const read = (): Saved =>
    JSON.parse(localStorage.getItem(key) ?? '{"expected":[],"items":[],"spent":0}') as Saved
  const write = (saved: Saved) => {
    localStorage.setItem(key, JSON.stringify(saved))
    onChanged(toState(saved))
  }
  window.addEventListener('storage', () => onChanged(toState(read())))
  return {
    show: () => onChanged(toState(read())),
    /** Consumes what is paid, and delivers it. What a page left behind in between is continued: repeating a consume is safe. */
    collect: (shop: Coinslot): Promise<void> =>
      // One tab at a time.
      navigator.locks.request(key, async () => {
        const paid = await shop.unconsumedPayments()
        write(expect(read(), paid))
        for (const payment of read().expected) {
          const result = await shop.consume(payment)
          if (result.status === 'consumed') write(deliver(read(), payment))
          else if (!result.error.retryable) write(forget(read(), payment))
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

/** Without a game server nothing can be delivered that has to be locked after a refund. */
function expect(saved: Saved, paid: readonly Payment[]): Saved {
  const known = new Set(saved.expected.map(({ id }) => id))
  const added = paid.filter(({ id, itemType }) => itemType === 'CONSUMABLE' && !known.has(id))
  return { ...saved, expected: [...saved.expected, ...added] }
}

const forget = (saved: Saved, { id }: Payment): Saved => ({
  ...saved,
  expected: saved.expected.filter((payment) => payment.id !== id),
})

/** Another tab may have been faster. */
function deliver(saved: Saved, payment: Payment): Saved {
  const rest = forget(saved, payment)
  const { id: paymentId, itemId, store, quantity } = payment
  if (saved.items.some((item) => item.paymentId === paymentId)) return rest
  const item = { paymentId, itemId, store, quantity, coins: coinsOf(itemId, quantity), isRefunded: false }
  return { ...rest, items: [item, ...rest.items] }
}

const toState = ({ items, spent }: Saved): PlayerState => ({
  coins: items.reduce((sum, { coins }) => sum + coins, welcomeCoins) - spent,
  hasAurora: false,
  items,
})
