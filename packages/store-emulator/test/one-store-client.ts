import { expect } from 'vitest'
import { z } from 'zod'
import type { Emulator } from '../src/index.ts'
import { createPurchase, coinsProductId, sendRequest } from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'

export const oneStoreClientId = '0000000042'

export type Host = 'commercialUrl' | 'sandboxUrl'

export async function requestOneStoreToken(
  emulator: Emulator,
  form: Record<string, string> = {},
  host: Host = 'commercialUrl',
): Promise<TestResponse> {
  const { clientId, clientSecret, [host]: base } = emulator.credentials.oneStore
  const all = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    ...form,
  }
  return sendRequest(`${base}/v7/oauth/token`, 'POST', new URLSearchParams(all).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  })
}

export async function getOneStoreAccessToken(
  emulator: Emulator,
  host: Host = 'commercialUrl',
): Promise<string> {
  return z.object({ access_token: z.string() }).parse((await requestOneStoreToken(emulator, {}, host)).body)
    .access_token
}

type Call = { host?: Host; headers?: Record<string, string>; body?: object; client?: string }

export async function callOneStore(
  emulator: Emulator,
  method: string,
  path: string,
  { host, headers, body, client }: Call = {},
): Promise<TestResponse> {
  const base = emulator.credentials.oneStore[host ?? 'commercialUrl']
  const authorization = `Bearer ${await getOneStoreAccessToken(emulator, host)}`
  return sendRequest(`${base}/v7/apps/${client ?? oneStoreClientId}/${path}`, method, body, {
    authorization,
    ...headers,
  })
}

type OneStorePurchase = {
  id: string
  purchaseId: string | null
  details: string
  acknowledge: string
  consume: string
}

export async function createOneStorePurchase(
  emulator: Emulator,
  input: object = {},
): Promise<OneStorePurchase> {
  const { id, transactionId, receipt } = await createPurchase(emulator, { store: 'ONE_STORE', ...input })
  const path = `products/${coinsProductId}/${String(receipt?.oneStore?.purchaseToken)}`
  return {
    id,
    purchaseId: transactionId,
    details: `purchases/inapp/${path}`,
    consume: `purchases/inapp/${path}/consume`,
    acknowledge: `purchases/all/${path}/acknowledge`,
  }
}

export function expectedOneStoreError(status: number, code: string): object {
  return { status, body: { error: { code, message: expect.any(String) } } }
}

export const noSuchDataError = expectedOneStoreError(404, 'NoSuchData')
export const successResponse = {
  status: 200,
  body: { result: { code: 'Success', message: expect.any(String) } },
}
