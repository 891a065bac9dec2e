export const isSubscription = (saleId: string) => saleId.startsWith('sub_')

/** Where the emulator has a sale. */
export const toSalePath = (saleId: string) =>
  `/control/${isSubscription(saleId) ? 'subscriptions' : 'purchases'}/${saleId}`
