/** `entry`: the id of the entry of the timeline that is open, so that a ticket can link to its evidence. */
export type PaymentPageSearch = { readonly entry?: string }

export function readPaymentPageSearch({ entry }: Readonly<Record<string, unknown>>): PaymentPageSearch {
  return typeof entry === 'string' && /^[\w-]{1,100}$/.test(entry) ? { entry } : {}
}
