import { expect, test } from 'vitest'
import { createVirtualTime } from '../bridges/virtual-time.ts'
import { CoinslotError } from './coinslot-error.ts'
import { createTransport, type Fetch } from './transport.ts'

type Reply = { readonly status?: number; readonly body: unknown } | 'LOST' | 'NEVER'

/** A server that gives these replies in their order. */
function createCalls(...replies: readonly Reply[]) {
  const time = createVirtualTime()
  const sent: string[] = []
  const fetch: Fetch = async (_url, { body, signal }) => {
    const reply = replies[Math.min(sent.length, replies.length - 1)]
    sent.push(body)
    if (reply === 'LOST' || reply === undefined) throw new TypeError('fetch failed')
    if (reply === 'NEVER') return new Promise((_, reject) => signal.addEventListener('abort', reject))
    const { status = 200, body: content } = reply
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    return { status, headers: new Headers({ 'x-request-id': 'req-1' }), text: async () => text }
  }
  const settings = {
    url: 'https://pay.example.com/graphql',
    timeoutMs: 1_000,
    maxRetries: 3,
    name: 'sdk',
  } as const
  const transport = createTransport({
    ...settings,
    maxRetryDelayMs: 8_000,
    fetch,
    schedule: time.schedule,
  })
  const run = async () => {
    const call = transport<unknown, unknown>('{ result }', {}, { headers: {} }).then(
      ({ data }) => data,
      (error: unknown) => error,
    )
    await time.advance(120_000)
    return call
  }
  return { run, sent }
}

const problem = (code: string, retryable: boolean, retryAfterMs: number | null = null) => ({
  body: { data: { result: { problem: { code, message: 'No.', retryable, retryAfterMs } } } },
})
const requestError = (code: string, extensions = {}) => ({
  body: { errors: [{ message: 'No.', extensions: { code, requestId: 'req-2', ...extensions } }] },
})
const success = { body: { data: { result: { problem: null } } } }

test.for([
  ['a lost response', 'LOST'],
  ['no response in time', 'NEVER'],
  ['the page of a proxy', { status: 502, body: '<html>Bad gateway</html>' }],
  ['INTERNAL', requestError('INTERNAL')],
  ['RATE_LIMITED', requestError('RATE_LIMITED', { retryAfterMs: 3_000 })],
  ['the problem BUSY', problem('BUSY', true, 100)],
] as const)('a call is repeated with the same text after %s', async ([, reply]) => {
  const { run, sent } = createCalls(reply, reply, success)
  expect(await run()).toEqual(success.body.data)
  expect(sent.length).toBe(3)
  expect(new Set(sent).size).toBe(1)
})

test.for([
  ['UNAUTHENTICATED', requestError('UNAUTHENTICATED'), 'UNAUTHENTICATED'],
  ['a page of another server', { status: 404, body: '<html></html>' }, 'UNEXPECTED_RESPONSE'],
  ['a page of a hotel', { status: 200, body: '<html>Log in</html>' }, 'UNEXPECTED_RESPONSE'],
  ['JSON of another API', { status: 200, body: { ok: true } }, 'UNEXPECTED_RESPONSE'],
  ['a code of a newer server', requestError('TEAPOT'), 'UNKNOWN'],
  ['a pause that is too long', requestError('RATE_LIMITED', { retryAfterMs: 60_000 }), 'RATE_LIMITED'],
] as const)('a call is not repeated after %s', async ([, reply, code]) => {
  const { run, sent } = createCalls(reply)
  const error = await run()
  expect(error).toBeInstanceOf(CoinslotError)
  expect(error).toMatchObject({ code, requestId: expect.stringMatching(/^req-/) })
  expect(sent.length).toBe(1)
})

test('a pending purchase is no failure that is repeated', async () => {
  const { run, sent } = createCalls(problem('PURCHASE_PENDING', true, 60_000))
  expect(await run()).toMatchObject({ result: { problem: { code: 'PURCHASE_PENDING' } } })
  expect(sent.length).toBe(1)
})

test('a server that never answers gives an error, and no endless call', async () => {
  const { run, sent } = createCalls('NEVER')
  expect(await run()).toMatchObject({ code: 'NETWORK_ERROR', retryable: true, requestId: null })
  expect(sent.length).toBe(4)
})
