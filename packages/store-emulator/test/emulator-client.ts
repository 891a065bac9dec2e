import { z } from 'zod'
import type { Emulator } from '../src/index.ts'

export const coinsProductId = 'com.example.arcade.coins_100'

const signedDataFields = {
  productId: z.string(),
  purchaseToken: z.string(),
  originalJson: z.string(),
  signature: z.string(),
}

const createdSchema = z.object({
  id: z.string(),
  transactionId: z.string().nullable(),
  receipt: z
    .object({
      appStore: z.object({ signedTransaction: z.string() }).optional(),
      googlePlay: z.object({ ...signedDataFields, orderId: z.string().optional() }).optional(),
      oneStore: z.object({ ...signedDataFields, marketCode: z.string() }).optional(),
      testStore: z.object({ receipt: z.string() }).optional(),
    })
    .nullable(),
})

export type TestResponse = { status: number; body: unknown; text: string; headers: Headers }

export async function sendRequest(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<TestResponse> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('application/json') === true
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : undefined,
    text,
    headers: response.headers,
  }
}

export async function createPurchase(
  emulator: Emulator,
  input: object,
): Promise<z.infer<typeof createdSchema>> {
  const defaults = { store: 'APP_STORE', productId: coinsProductId, outcome: 'PAID' }
  const response = await sendRequest(`${emulator.url}/control/purchases`, 'POST', { ...defaults, ...input })
  if (response.status !== 201) throw new Error(response.text)
  return createdSchema.parse(response.body)
}

/** Creates a purchase in the App Store that has a transaction. */
export async function createAppStorePurchase(
  emulator: Emulator,
  input: object = {},
): Promise<{ id: string; transactionId: string; jws: string }> {
  const { id, transactionId, receipt } = await createPurchase(emulator, input)
  return {
    id,
    transactionId: z.string().parse(transactionId),
    jws: z.string().parse(receipt?.appStore?.signedTransaction),
  }
}

export async function callPurchaseAction(
  emulator: Emulator,
  id: string,
  verb: string,
  body?: object,
): Promise<TestResponse> {
  return sendRequest(`${emulator.url}/control/purchases/${id}/${verb}`, 'POST', body)
}

export async function getPurchaseView(emulator: Emulator, id: string): Promise<Record<string, unknown>> {
  const { body } = await sendRequest(`${emulator.url}/control/purchases/${id}`, 'GET')
  return z.record(z.string(), z.unknown()).parse(body)
}
