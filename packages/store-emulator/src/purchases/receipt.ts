import { z } from 'zod'
import { marketCodes } from './purchase.ts'

export const receiptSchema = z
  .union([
    z.strictObject({ appStore: z.strictObject({ signedTransaction: z.string() }) }),
    z.strictObject({
      googlePlay: z.strictObject({
        productId: z.string(),
        purchaseToken: z.string(),
        orderId: z.string().exactOptional(),
        originalJson: z.string(),
        signature: z.string(),
      }),
    }),
    z.strictObject({
      oneStore: z.strictObject({
        productId: z.string(),
        purchaseToken: z.string(),
        originalJson: z.string(),
        signature: z.string(),
        marketCode: z.enum(marketCodes),
      }),
    }),
    z.strictObject({ testStore: z.strictObject({ receipt: z.string() }) }),
    z.null(),
  ])
  .meta({
    description:
      'Receipt that the app holds, in the form of the GraphQL input ReceiptInput. Null when the store has given the app no receipt.',
  })

export type Receipt = z.infer<typeof receiptSchema>
