import { z } from 'zod'
import type { Emulator } from '../src/index.ts'

export const COINS = 'com.example.arcade.coins_100'

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

export type Answer = { status: number; body: unknown; text: string; headers: Headers }

export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('application/json') === true
  return { status: answer.status, body: isJson ? JSON.parse(text) : undefined, text, headers: answer.headers }
}

export async function buy(emulator: Emulator, input: object): Promise<z.infer<typeof createdSchema>> {
  const defaults = { store: 'APP_STORE', productId: COINS, outcome: 'PAID' }
  const answer = await send(`${emulator.url}/control/purchases`, 'POST', { ...defaults, ...input })
  if (answer.status !== 201) throw new Error(answer.text)
  return createdSchema.parse(answer.body)
}

/** Buys in the App Store where a transaction comes of it. */
export async function buySigned(
  emulator: Emulator,
  input: object = {},
): Promise<{ id: string; transactionId: string; jws: string }> {
  const { id, transactionId, receipt } = await buy(emulator, input)
  return {
    id,
    transactionId: z.string().parse(transactionId),
    jws: z.string().parse(receipt?.appStore?.signedTransaction),
  }
}

export async function change(emulator: Emulator, id: string, verb: string, body?: object): Promise<Answer> {
  return send(`${emulator.url}/control/purchases/${id}/${verb}`, 'POST', body)
}

export async function view(emulator: Emulator, id: string): Promise<Record<string, unknown>> {
  const { body } = await send(`${emulator.url}/control/purchases/${id}`, 'GET')
  return z.record(z.string(), z.unknown()).parse(body)
}
