import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import type { Emulator } from '@coinslot/store-emulator'
import type { NotificationOutcome } from '../../src/stores/contract/notification.ts'
import {
  audience,
  bearerTokenOf,
  withToken,
  describe,
  expect,
  test,
  vi,
  type GooglePlayPushFixtures,
} from './google-play-push-fixture.ts'

const forged = { kind: 'invalid_signature' }
const authentic = { kind: 'valid' }
const skewMs = 300_000

test.afterEach(() => {
  vi.useRealTimers()
})

describe('a forged push', () => {
  test.for(['WRONG_SIGNATURE', 'WRONG_AUDIENCE'])(
    'a push with the fault %s is rejected',
    async (effect, { pushes, adapter }) => {
      await pushes.injectNotificationFault({ effect })
      expect(await adapter.readNotification(await pushes.capturePurchase())).toMatchObject(forged)
    },
  )

  test('a push with the token of another account is rejected', async ({ pushes, adapter }) => {
    await pushes.registerReceiver({ serviceAccountEmail: 'other@arcade.iam.gserviceaccount.com' })
    expect(await adapter.readNotification(await pushes.capturePurchase())).toMatchObject(forged)
  })

  test.for([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a.b.c', 'Bearer not-a-token'])(
    'a push with the header %j is rejected',
    async (authorization, { pushes, adapter }) => {
      const { body } = await pushes.capturePurchase()
      expect(await adapter.readNotification({ headers: { authorization }, body })).toMatchObject(forged)
    },
  )

  test.for(['none', 'HS256'])(
    'a push with a token signed by the algorithm %s is rejected',
    async (alg, { emulator, pushes, adapter }) => {
      const push = await pushes.capturePurchase()
      const publicKeys = await (await fetch(emulator.credentials.googlePlay.push.certsUrl)).text()
      const header = Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
      const input = `${header}.${bearerTokenOf(push).split('.')[1] ?? ''}`
      const mac = alg === 'none' ? '' : createHmac('sha256', publicKeys).update(input).digest('base64url')
      expect(await adapter.readNotification(withToken(push, `${input}.${mac}`))).toMatchObject(forged)
    },
  )

  test('a push is rejected once its token has expired, also a cached one, with a tolerance for clock differences', async ({
    pushes,
    adapter,
  }) => {
    const push = await pushes.capturePurchase()
    expect(await adapter.readNotification(push)).toMatchObject(authentic)
    const end = Date.now() + 3_600_000 + skewMs
    vi.useFakeTimers({ toFake: ['Date'], now: end - 10_000 })
    expect(await adapter.readNotification(push)).toMatchObject(authentic)
    expect(await pushes.connect().readNotification(push)).toMatchObject(authentic)
    vi.setSystemTime(end + 10_000)
    expect(await adapter.readNotification(push)).toMatchObject(forged)
    expect(await pushes.connect().readNotification(push)).toMatchObject(forged)
  })

  test('the reason of a rejection does not contain the token', async ({ pushes }) => {
    const push = await pushes.capturePurchase()
    const text = JSON.stringify(
      await pushes.connect({ audience: 'https://other.example.com' }).readNotification(push),
    )
    for (const part of [...bearerTokenOf(push).split('.'), audience]) expect(text).not.toContain(part)
  })
})

describe('a token that is well signed', () => {
  const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...google.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }
  const encodeText = (text: string): string => Buffer.from(text).toString('base64url')
  const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds

  type Token = {
    readonly claims?: Record<string, unknown>
    readonly kid?: string
    readonly by?: typeof google
    /** More members of the header. */
    readonly header?: Readonly<Record<string, unknown>>
    /** Changes the text of the signed token. */
    readonly rewrite?: (token: string) => string
  }

  async function sign(emulator: Emulator, token: Token): Promise<string> {
    const { claims = {}, kid = 'k1', by = google, header, rewrite = (text: string) => text } = token
    const { serviceAccountEmail: email } = emulator.credentials.googlePlay.push
    const all = {
      iss: 'https://accounts.google.com',
      aud: audience,
      email,
      email_verified: true,
      iat: inSeconds(0),
      exp: inSeconds(3_600),
      ...claims,
    }
    const parts = [{ alg: 'RS256', kid, ...header }, all].map((part) => encodeText(JSON.stringify(part)))
    const signature = signBytes('sha256', Buffer.from(parts.join('.')), by.privateKey)
    return rewrite(`${parts.join('.')}.${signature.toString('base64url')}`)
  }

  /** Reads pushes with these tokens by an adapter that trusts the key of the test. */
  async function read(
    { emulator, receiver, pushes }: GooglePlayPushFixtures,
    ...tokens: readonly Token[]
  ): Promise<NotificationOutcome[]> {
    const push = await pushes.capturePurchase()
    receiver.handle(() => ({ status: 200, body: { keys: [jwk] } }))
    const adapter = pushes.connect({ certsUrl: `${receiver.url}/certs` })
    const outcomes: NotificationOutcome[] = []
    for (const token of tokens) {
      outcomes.push(await adapter.readNotification(withToken(push, await sign(emulator, token))))
    }
    return outcomes
  }

  test.for([
    () => ({}),
    () => ({ iss: 'accounts.google.com' }),
    () => ({ iat: inSeconds(290) }),
    () => ({ exp: inSeconds(-290) }),
  ])('a token is accepted: %s', async (claims, { emulator, receiver, pushes }) => {
    expect(await read({ emulator, receiver, pushes }, { claims: claims() })).toMatchObject([authentic])
  })

  test.for([
    () => ({ email_verified: false }),
    () => ({ email_verified: 'true' }),
    () => ({ email_verified: undefined }),
    () => ({ email: 'other@arcade.iam.gserviceaccount.com' }),
    () => ({ email: undefined }),
    () => ({ iss: 'https://accounts.example.com' }),
    () => ({ iss: undefined }),
    () => ({ aud: `${audience}/` }),
    () => ({ aud: undefined }),
    () => ({ iat: inSeconds(330) }),
    () => ({ iat: undefined }),
    () => ({ exp: inSeconds(-310) }),
    () => ({ exp: undefined }),
    () => ({ iat: inSeconds(-100_000), exp: inSeconds(100_000) }),
  ])('a token is rejected: %s', async (claims, { emulator, receiver, pushes }) => {
    expect(await read({ emulator, receiver, pushes }, { claims: claims() })).toMatchObject([forged])
  })

  test('a key, or the address of a key, in the header of a token is never used', async ({
    emulator,
    receiver,
    pushes,
  }) => {
    const forgedJwk = { ...other.publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }
    const headers = [
      { jwk: forgedJwk },
      { jku: `${receiver.url}/forged` },
      { x5u: `${receiver.url}/forged` },
      { x5c: ['AAAA'] },
      { kid: '../../forged' },
      { kid: ['k1'] },
    ]
    const outcomes = await read(
      { emulator, receiver, pushes },
      ...headers.map((header) => ({ by: other, header })),
    )
    expect(outcomes).toMatchObject(headers.map(() => forged))
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/certs'])
  })

  test('a token with a right signature is rejected if its header or its text is not one of Google’s', async ({
    emulator,
    receiver,
    pushes,
  }) => {
    const tokens: Token[] = [
      { header: { crit: ['exp'], exp: 1 } },
      { header: { crit: ['b64'], b64: false } },
      { header: { alg: ['RS256'] } },
      { header: { alg: 'RS512' } },
      { rewrite: (token) => `${token}==` },
      { rewrite: (token) => token.replace('.', '=.') },
      { rewrite: (token) => `${token}.` },
      { rewrite: (token) => token.slice(0, token.lastIndexOf('.') + 1) },
    ]
    expect(await read({ emulator, receiver, pushes }, {}, ...tokens)).toMatchObject([
      authentic,
      ...tokens.map(() => forged),
    ])
  })

  test('a token by an unknown key is rejected, whatever its key id, without another call for the keys', async ({
    emulator,
    receiver,
    pushes,
  }) => {
    const unknown = Array.from({ length: 20 }, (_, index) => ({ by: other, kid: `unknown-${index}` }))
    const outcomes = await read({ emulator, receiver, pushes }, { by: other }, ...unknown)
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['invalid_signature']))
    expect(receiver.requests).toHaveLength(1)
  })
})
