import type { Db } from '../client.ts'

/** What the store told of the price after the payment was recorded without one. A price that is there stays. */
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
