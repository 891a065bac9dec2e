import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CoinslotErrorCode } from '../../packages/sdk/src/index.ts'
import { expect } from '../support/test.ts'
import { createPatientTime, patientTimeouts } from './patient-time.ts'
import { countKept, listPayments, newUserId, sdkTest } from './sdk-test.ts'

type Answer = {
  readonly name: string
  readonly code: CoinslotErrorCode
  readonly send: (response: ServerResponse) => void
}

const json = { 'content-type': 'application/json' }
const html = '<!doctype html><title>Welcome</title><h1>It works!</h1>'
const tenMegabytes = 10 * 1_024 * 1_024

const answers: readonly Answer[] = [
  { name: 'HTML', code: 'UNEXPECTED_RESPONSE', send: (response) => response.end(html) },
  {
    name: 'the page of a proxy with 502',
    code: 'UNEXPECTED_RESPONSE',
    send: (response) => response.writeHead(502).end(html),
  },
  {
    name: 'a redirect to a web page',
    code: 'UNEXPECTED_RESPONSE',
    send: (response) => response.writeHead(302, { location: '/login' }).end(),
  },
  {
    name: 'a redirect to itself',
    code: 'NETWORK_ERROR',
    send: (response) => response.writeHead(307, { location: '/graphql' }).end(),
  },
  { name: '204', code: 'UNEXPECTED_RESPONSE', send: (response) => response.writeHead(204).end() },
  {
    name: 'half of its JSON',
    code: 'UNEXPECTED_RESPONSE',
    send: (response) => response.writeHead(200, json).end('{"data":{"result":{"user":{"userI'),
  },
  {
    name: '10 MB of HTML',
    code: 'UNEXPECTED_RESPONSE',
    send: (response) => response.end(html + ' '.repeat(tenMegabytes)),
  },
  {
    name: '10 MB of JSON',
    code: 'UNEXPECTED_RESPONSE',
    send: (response) => response.writeHead(200, json).end(JSON.stringify({ data: 'x'.repeat(tenMegabytes) })),
  },
  {
    name: 'JSON of another API',
    code: 'UNEXPECTED_RESPONSE',
    send: (response) => response.writeHead(200, json).end('{"data":{"result":{"viewer":null}}}'),
  },
]

/** A server that gives the answer of a test, and shows its login page. */
const test = sdkTest.extend('badServer', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
  const state: { send: Answer['send'] } = { send: (response) => response.end() }
  const web = createServer((request, response) => {
    request.resume()
    if (request.url === '/login') response.end(html)
    else state.send(response)
  })
  web.listen(0, '127.0.0.1')
  await once(web, 'listening')
  onCleanup(() => {
    web.closeAllConnections()
    web.close()
  })
  return { state, url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/graphql` }
})

test.for(answers.map((answer) => [answer.name, answer] as const))(
  'a server that answers %s gives a typed result before and after the payment',
  async ([, { send, code }], { badServer, server, startApp, createDevice, gameServer }) => {
    badServer.state.send = send
    const device = createDevice()
    const player = newUserId()
    const { schedule } = createPatientTime()
    const options = { device, player, schedule, timeouts: patientTimeouts }
    const early = startApp({ ...options, url: badServer.url })
    expect(await early.purchase('coins_100')).toMatchObject({ status: 'failed', error: { code } })
    for (const call of [early.items, early.reprocess, early.unconsumedPayments]) {
      await expect(call()).rejects.toMatchObject({ name: 'CoinslotError', code })
    }
    expect(device.store.openedSheets()).toBe(0)
    const late = startApp({
      ...options,
      fetch: (url, init) => fetch(init.body.includes('mutation VerifyPurchase') ? badServer.url : url, init),
    })
    const result = await late.purchase('coins_100')
    expect(result).toMatchObject({ status: 'unknown', error: { code: 'RESULT_UNKNOWN', retryable: true } })
    const recovered = startApp({ ...options, url: server.graphqlUrl })
    expect(await recovered.reprocess()).toMatchObject([{ status: 'paid', purchaseId: result.purchaseId }])
    expect(await listPayments(gameServer, player)).toHaveLength(1)
    expect(device.store.sales()).toBe(1)
    expect(await countKept(device)).toBe(0)
  },
)
