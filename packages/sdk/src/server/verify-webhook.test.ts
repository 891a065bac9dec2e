import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { verifyWebhook } from './verify-webhook.ts'

const secret = `whsec_${Buffer.from('a secret of 24 bytes, ok').toString('base64')}`
const now = Date.parse('2026-11-29T12:00:00Z')
const event = { id: 'evt_1', type: 'PAYMENT_PAID', payment: null, note: '결제' }

function sign(body: string, at = now, key = secret): Record<string, string> {
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(key).sign('evt_1', new Date(at), body),
  }
}

const verify = (body: string | Uint8Array, headers: Record<string, string>, secrets = [secret]) =>
  verifyWebhook({ secrets, now }, { body, headers })

test('a request that the official library signed is verified, as text and as bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (json) => {
      const body = JSON.stringify({ ...event, json })
      expect(await verify(body, sign(body))).toMatchObject({ id: 'evt_1', type: 'PAYMENT_PAID', json })
      expect(await verify(new TextEncoder().encode(body), sign(body))).toMatchObject({ json })
    }),
    { numRuns: 30 },
  )
})

test('headers of fetch, and one of several signatures and secrets, are enough', async () => {
  const body = JSON.stringify(event)
  const other = `whsec_${Buffer.from('another secret').toString('base64')}`
  const signed = sign(body)
  const signature = `v1,AAAA v2,BBBB ${sign(body, now, other)['webhook-signature'] ?? ''} ${signed['webhook-signature'] ?? ''}`
  const headers = new Headers({ ...signed, 'webhook-signature': signature })
  expect(await verifyWebhook({ secrets: [secret], now }, { body, headers })).toMatchObject(event)
  expect(await verify(body, sign(body, now, other), [secret, other])).toMatchObject(event)
})

test('a type that this version does not know becomes UNKNOWN', async () => {
  const body = JSON.stringify({ ...event, type: 'PAYMENT_TELEPORTED' })
  expect(await verify(body, sign(body))).toMatchObject({ type: 'UNKNOWN' })
})

test.for([
  ['a changed body', `${JSON.stringify(event)} `, sign(JSON.stringify(event))],
  ['an old request', JSON.stringify(event), sign(JSON.stringify(event), now - 301_000)],
  ['a request from the future', JSON.stringify(event), sign(JSON.stringify(event), now + 301_000)],
  ['another secret', JSON.stringify(event), sign(JSON.stringify(event), now, `whsec_${'QUJD'.repeat(8)}`)],
  ['no signature', JSON.stringify(event), { ...sign(JSON.stringify(event)), 'webhook-signature': '' }],
  ['no base64', JSON.stringify(event), { ...sign(JSON.stringify(event)), 'webhook-signature': 'v1,***' }],
  ['a body that is no JSON', 'hello', sign('hello')],
] as const)('a request with %s is rejected', async ([, body, headers]) => {
  await expect(verify(body, headers)).rejects.toMatchObject({ code: 'WEBHOOK_INVALID' })
})

test('a body that was parsed before, and a secret with white space, are programming errors that say so', async () => {
  const body = JSON.stringify(event)
  await expect(verify(event as unknown as string, sign(body))).rejects.toThrow('before they are parsed')
  await expect(verify(body, sign(body), [`${secret}\n`])).rejects.toMatchObject({
    code: 'INVALID_CONFIGURATION',
  })
})
