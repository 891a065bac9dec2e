import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'

/** What the provider does wrong, or who signs in at it. */
export type OidcBehavior = {
  claims: JWTPayload
  wrongNonce?: boolean
  issuer?: string
  audience?: string
  signature?: 'none' | 'other key'
}

export type OidcProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  behavior: OidcBehavior
  /** Signs the person in at the provider: the query with which the browser comes back. */
  authorize: (url: string) => URLSearchParams
  close: () => Promise<void>
}

type Authorization = { readonly nonce: string; readonly challenge: string }

/** A small OpenID Connect provider: discovery, authorization codes with PKCE, tokens and keys. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const [keys, otherKeys] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')]
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'key', alg: 'RS256', use: 'sig' }
  const codes = new Map<string, Authorization>()
  const clientId = 'coinslot'
  const clientSecret = 'a secret of the provider'
  let issuer = ''

  const signToken = async ({ nonce }: Authorization): Promise<string> => {
    const { claims, wrongNonce = false, signature, ...others } = provider.behavior
    const payload = { ...claims, nonce: wrongNonce ? 'another nonce' : nonce }
    const now = Math.floor(Date.now() / 1_000)
    const complete = {
      ...payload,
      iss: others.issuer ?? issuer,
      aud: others.audience ?? clientId,
      iat: now,
      exp: now + 300,
    }
    if (signature === 'none') return new UnsecuredJWT(complete).encode()
    const key = signature === 'other key' ? otherKeys.privateKey : keys.privateKey
    return new SignJWT(complete).setProtectedHeader({ alg: 'RS256', kid: 'key' }).sign(key)
  }
  const exchange = async (request: IncomingMessage): Promise<unknown> => {
    const form = new URLSearchParams(await readBody(request))
    const authorization = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (authorization?.challenge !== verifier) return { error: 'invalid_grant' }
    return {
      access_token: 'access',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: await signToken(authorization),
    }
  }
  const server = createServer((request, response) => {
    const answer = (body: unknown) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    if (request.url === '/keys') return answer({ keys: [jwk] })
    if (request.url === '/token') return void exchange(request).then(answer)
    return answer({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      id_token_signing_alg_values_supported: ['RS256', 'none'],
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider: OidcProvider = {
    issuer,
    clientId,
    clientSecret,
    behavior: { claims: {} },
    authorize: (url) => {
      const { searchParams } = new URL(url)
      const code = randomUUID()
      codes.set(code, {
        nonce: searchParams.get('nonce') ?? '',
        challenge: searchParams.get('code_challenge') ?? '',
      })
      return new URLSearchParams({ code, state: searchParams.get('state') ?? '' })
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return provider
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}
