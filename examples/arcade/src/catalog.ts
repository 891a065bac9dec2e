/** What the shop sells. The prices are the stores' own. */
export type CatalogItem = {
  readonly itemId: string
  readonly name: string
  readonly type: 'CONSUMABLE' | 'NON_CONSUMABLE' | 'AUTO_RENEWABLE'
  /** Coins that one item grants. */
  readonly coins: number
}

export const auroraShip = 'ship_aurora'
export const vipSubscription = 'vip_monthly'

export const catalog: readonly CatalogItem[] = [
  { itemId: 'coins_100', name: '100 coins', type: 'CONSUMABLE', coins: 100 },
  { itemId: 'coins_500', name: '500 coins', type: 'CONSUMABLE', coins: 500 },
  { itemId: auroraShip, name: 'Aurora ship', type: 'NON_CONSUMABLE', coins: 0 },
  { itemId: vipSubscription, name: 'VIP', type: 'AUTO_RENEWABLE', coins: 0 },
]

/** Gives access to what VIPs have: a game without advertisements. */
export const vipEntitlement = { key: 'vip', name: 'VIP', itemIds: [vipSubscription] } as const

/** Coins of a new player, for the first runs. */
export const welcomeCoins = 30

/** Coins that one run of the game costs. */
export const runPrice = 10

export const coinsOf = (itemId: string, quantity: number): number =>
  (catalog.find((item) => item.itemId === itemId)?.coins ?? 0) * quantity
