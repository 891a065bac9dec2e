import type { Db } from '../client.ts'

/** Stores a price that the store reported after the payment was recorded without one; an existing price is not changed. */
export async function updateMissingPrice(
  { sql }: Db,
  price: {
    readonly appId: string
    readonly paymentId: string
    readonly amountMicros: bigint
    readonly currencyCode: string
  },
): Promise<void> {
  await sql`
    update payments
    set price_micros = ${price.amountMicros.toString()}::bigint, currency_code = ${price.currencyCode}
    where app_id = ${price.appId} and id = ${price.paymentId} and price_micros is null`
}
