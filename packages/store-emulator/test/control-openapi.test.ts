import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import {
  clockSchema,
  createdPurchaseSchema,
  purchasePageSchema,
  purchaseViewSchema,
} from '../src/control/control-schemas.ts'
import { errorSchema } from '../src/control/control-scope.ts'
import { credentialsSchema } from '../src/control/credentials-schema.ts'
import { faultListSchema } from '../src/control/fault-schemas.ts'
import { createPurchase, callPurchaseAction, coinsProductId, sendRequest } from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

async function control(method: string, path: string, body?: unknown): Promise<TestResponse> {
  return sendRequest(`${emulator.url}/control/${path}`, method, body)
}

describe('the OpenAPI document', () => {
  const documentSchema = z.object({
    openapi: z.literal('3.1.0'),
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.object({
          operationId: z.string(),
          summary: z.string(),
          responses: z.record(z.string(), z.unknown()),
        }),
      ),
    ),
  })

  test('the document contains every operation of the control API, and each of them exists', async () => {
    const { paths } = documentSchema.parse((await control('GET', 'openapi.json')).body)
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(operations.toSorted()).toEqual([
      'DELETE /control/clock',
      'DELETE /control/faults',
      'DELETE /control/purchases',
      'GET /control/clock',
      'GET /control/credentials',
      'GET /control/faults',
      'GET /control/notifications',
      'GET /control/purchases',
      'GET /control/purchases/{id}',
      'GET /control/subscription-changes',
      'GET /control/subscriptions',
      'GET /control/subscriptions/{id}',
      'POST /control/clock',
      'POST /control/faults',
      'POST /control/notifications',
      'POST /control/notifications/{id}/resend',
      'POST /control/purchases',
      'POST /control/purchases/{id}/acknowledge',
      'POST /control/purchases/{id}/cancel',
      'POST /control/purchases/{id}/complete',
      'POST /control/purchases/{id}/consume',
      'POST /control/purchases/{id}/finish',
      'POST /control/purchases/{id}/refund',
      'POST /control/purchases/{id}/refund-review',
      'POST /control/purchases/{id}/restore',
      'POST /control/purchases/{id}/reverse-refund',
      'POST /control/purchases/{id}/revoke',
      'POST /control/subscriptions',
      'POST /control/subscriptions/{id}/accept-payments',
      'POST /control/subscriptions/{id}/accept-price',
      'POST /control/subscriptions/{id}/accept-step-up',
      'POST /control/subscriptions/{id}/acknowledge',
      'POST /control/subscriptions/{id}/cancel',
      'POST /control/subscriptions/{id}/change-in-group',
      'POST /control/subscriptions/{id}/change-plan',
      'POST /control/subscriptions/{id}/change-price',
      'POST /control/subscriptions/{id}/complete',
      'POST /control/subscriptions/{id}/decline-payments',
      'POST /control/subscriptions/{id}/extend',
      'POST /control/subscriptions/{id}/give-up',
      'POST /control/subscriptions/{id}/pause',
      'POST /control/subscriptions/{id}/refund',
      'POST /control/subscriptions/{id}/remove-item',
      'POST /control/subscriptions/{id}/restart',
      'POST /control/subscriptions/{id}/resubscribe',
      'POST /control/subscriptions/{id}/resume',
      'POST /control/subscriptions/{id}/reverse-refund',
      'POST /control/subscriptions/{id}/revoke',
      'POST /control/subscriptions/{id}/share',
      'POST /control/subscriptions/{id}/stop-sharing',
      'POST /control/subscriptions/{id}/top-up',
      'POST /control/subscriptions/{id}/undo-change',
      'PUT /control/notifications',
      'PUT /control/purchases/{id}/situation',
      'PUT /control/subscriptions/{id}/situation',
    ])
    for (const operation of operations) {
      const [method = '', path = ''] = operation.split(' ')
      const response = await sendRequest(
        emulator.url + path.replace('{id}', 'x'),
        method,
        method === 'GET' || method === 'DELETE' ? undefined : {},
      )
      expect(response.body ?? {}, operation).not.toMatchObject({ error: { code: 'NOT_FOUND' } })
    }
  })

  test('the document describes the input of a purchase and the form of errors', async () => {
    const { text, body } = await control('GET', 'openapi.json')
    expect(body).toMatchObject({
      paths: {
        '/control/purchases': {
          post: {
            requestBody: {
              required: true,
              content: { 'application/json': { schema: { required: ['store', 'productId', 'outcome'] } } },
            },
          },
          get: {
            parameters: expect.arrayContaining([
              expect.objectContaining({
                name: 'first',
                in: 'query',
                schema: expect.objectContaining({ default: 20 }),
              }),
            ]),
          },
        },
        '/control/purchases/{id}': { get: { parameters: [{ name: 'id', in: 'path', required: true }] } },
      },
      components: { schemas: { Error: { required: ['error'] } } },
    })
    expect(text).toContain('MALLEABLE_SIGNATURE')
  })

  test('all responses match the schemas of the document', async () => {
    const order = { store: 'APP_STORE', productId: coinsProductId, outcome: 'PAID' }
    createdPurchaseSchema.parse((await control('POST', 'purchases', order)).body)
    for (const outcome of ['PAID', 'PENDING', 'DECLINED']) {
      for (const store of ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE']) {
        const { id } = await createPurchase(emulator, { store, outcome, accountToken: crypto.randomUUID() })
        purchaseViewSchema.parse((await control('GET', `purchases/${id}`)).body)
      }
    }
    const { id } = await createPurchase(emulator, { tamper: 'HS256' })
    purchaseViewSchema.parse((await callPurchaseAction(emulator, id, 'refund', { percentage: 10 })).body)
    purchasePageSchema.parse((await control('GET', 'purchases')).body)
    await control('POST', 'faults', {
      store: 'APP_STORE',
      endpoint: '*',
      body: { a: [1] },
      headers: { 'x-a': 'b' },
    })
    faultListSchema.parse((await control('GET', 'faults')).body)
    clockSchema.parse((await control('POST', 'clock', { advanceMs: 1 })).body)
    credentialsSchema.parse((await control('GET', 'credentials')).body)
    for (const path of ['purchases/x', 'purchases?first=0']) {
      errorSchema.parse((await control('GET', path)).body)
    }
  })
})
