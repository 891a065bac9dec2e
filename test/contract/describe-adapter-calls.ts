import { expect, test } from 'vitest'
import type { FakeResponse } from '../support/fake-store-server.ts'
import { countBy, expectNoSecret, type AdapterHarness } from './adapter-harness.ts'

export function describeSecrets({
  scenarios,
  reconnect,
  adapter,
  server,
  verify,
  verifyWith,
}: AdapterHarness): void {
  // With this header calls are not retried.
  const headers = { 'retry-after': '17' }

  test.each([400, 401, 403, 404, 409, 410, 418, 429, 500])(
    'an error with status %i contains no secret',
    async (status) => {
      const echo = scenarios.secrets().join(' ')
      const echoing = { code: echo, message: echo, status: echo, errors: [{ reason: echo }] }
      for (const body of [echo, { error: echoing, errorCode: echo, errorMessage: echo }]) {
        reconnect()
        expectNoSecret(await verifyWith({ status, body, headers }), scenarios.secrets())
      }
    },
  )

  test('an error of the token endpoint or of all endpoints contains no secret', async () => {
    const echo = scenarios.secrets().join(' ')
    const { receipt } = scenarios.lookup()
    const bodies = [{ error: 'invalid_grant', error_description: echo }, { error: echo }, echo]
    for (const status of [400, 401, 403, 500]) {
      for (const body of bodies) {
        reconnect()
        const respond = (): FakeResponse => ({ status, body, headers })
        expectNoSecret(await verify({ receipt, handler: respond }), scenarios.secrets())
        server().handle(respond)
        const tested = JSON.stringify(await adapter().checkConnection())
        for (const secret of scenarios.secrets()) expect(tested).not.toContain(secret)
      }
    }
  })
}

export function describeCalls({ scenarios, adapter, server, verify }: AdapterHarness): void {
  test('the calls of a verify are no more than necessary', async () => {
    const { first, repeated, keyOf } = scenarios.requestCounts
    await verify(scenarios.lookup())
    expect(countBy(server().requests, keyOf)).toEqual(first)
    await verify(scenarios.lookup())
    expect(countBy(server().requests, keyOf)).toEqual(repeated)
  })

  test('a verify is possible after a failed check of the connection, which never throws', async () => {
    server().handle(() => 'RESET')
    expect(await adapter().checkConnection()).toMatchObject({ ok: false })
    expect(await verify(scenarios.lookup())).toMatchObject({ outcome: { kind: 'verified' } })
  })
}
