import { createOperatorAuthDatabase } from '../../src/db/operator-auth-database.ts'
import { disabledPaths, servedEndpoints } from '../../src/http/operators/auth-endpoints.ts'
import { createOperatorAuth } from '../../src/http/operators/operator-auth.ts'
import { expect, serverTest } from '../support/test.ts'
import { openBrowser as openBrowserAt, problemOf, totpCode, type Browser } from './browser.ts'
import { prepareKilledBackends } from './killed-backends.ts'
import { startOidcProvider, type OidcBehavior, type OidcProvider } from './oidc-provider.ts'
import { addOperator } from './operator-test.ts'

const test = serverTest
  .extend('provider', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const provider = await startOidcProvider()
    onCleanup(provider.close)
    return provider
  })
  .extend('serverOptions', { scope: 'file' }, ({ provider }) => ({
    environment: {
      TRUSTED_PROXIES: '127.0.0.1',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: provider.clientId,
      OIDC_CLIENT_SECRET: provider.clientSecret,
      OIDC_ALLOWED_DOMAINS: 'allowed.example',
    },
  }))
  .extend(
    'openBrowser',
    ({ server }) =>
      (address?: string) =>
        openBrowserAt(server.instance.url, address),
  )

/** Signs in through the provider, which behaves as given. Returns where the browser is sent. */
async function signIn(
  provider: OidcProvider,
  browser: Browser,
  behavior: OidcBehavior,
  change: (query: URLSearchParams) => void = () => undefined,
): Promise<string> {
  provider.behavior = behavior
  const { body } = await browser.post('/sign-in/social', { callbackURL: '/operators' })
  const query = provider.authorize(String(body['url']))
  change(query)
  const { headers } = await browser.get(`/callback/oidc?${query.toString()}`)
  return headers.get('location') ?? ''
}

const claimsOf = (email: string, sub = email) => ({ sub, email, email_verified: true, name: 'Person' })

test('better-auth mounts no endpoint that is neither served nor disabled', async ({ services, provider }) => {
  const oidc = { ...provider, allowedDomains: [] }
  const settings = { consoleUrl: 'http://localhost', secureCookies: false, oidc }
  const { api } = await createOperatorAuth(services, createOperatorAuthDatabase(services.db), settings)
  const mounted = Object.values(api).flatMap((endpoint) => {
    const path: unknown = Reflect.get(endpoint as object, 'path')
    return typeof path === 'string' ? [path] : []
  })
  const served = Object.values(servedEndpoints).map(({ path }) =>
    path.replace('/callback/oidc', '/callback/:id'),
  )
  expect(mounted.toSorted()).toEqual([...served, ...disabledPaths].toSorted())
})

test('a disabled endpoint of better-auth does not exist, neither by GET nor by POST', async ({
  openBrowser,
}) => {
  const browser = openBrowser()
  for (const path of [
    ...disabledPaths,
    '/callback/google',
    '/sign-in/oauth2',
    '/api-key/create',
    '/admin/create-user',
  ]) {
    expect([path, (await browser.get(path)).status, (await browser.post(path)).status]).toEqual([
      path,
      404,
      404,
    ])
  }
})

test('an operator signs in through the provider, without tokens of it in the database, and steps up by a code of the app', async ({
  services,
  provider,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  const browser = openBrowser()
  expect(await signIn(provider, browser, { claims: claimsOf(email) })).toMatch(/\/operators$/)
  expect((await browser.get('/session')).body).toMatchObject({
    operator: { email },
    session: { secondFactorAt: null },
  })
  const accounts = await sql`
    select access_token, refresh_token, id_token from operator_accounts where operator_id = ${id} and provider_id = 'oidc'`
  expect(accounts).toEqual([{ access_token: null, refresh_token: null, id_token: null }])
  const { body } = await browser.post('/two-factor/enable', { password: 'a long and quiet password' })
  const uri = String(body['totpURI'])
  expect((await browser.post('/two-factor/verify-totp', { code: totpCode(uri) })).status).toBe(200)
  // The provider asks for its own factors; ours is asked for what needs a step-up.
  const again = openBrowser()
  await signIn(provider, again, { claims: claimsOf(email) })
  expect((await again.get('/session')).body).toMatchObject({ session: { secondFactorAt: null } })
  expect(problemOf(await again.post('/two-factor/disable', { password: 'a long and quiet password' }))).toBe(
    'STEP_UP_REQUIRED',
  )
  expect((await again.post('/two-factor/verify-totp', { code: totpCode(uri, 1) })).status).toBe(200)
  expect((await again.get('/session')).body).not.toMatchObject({ session: { secondFactorAt: null } })
})

test.for([
  ['another nonce', { wrongNonce: true }],
  ['another issuer', { issuer: 'https://evil.example' }],
  ['another audience', { audience: 'another client' }],
  ['no signature', { signature: 'none' }],
  ['the signature of another key', { signature: 'other key' }],
] as const)('an ID token with %s signs nobody in', async ([, fault], { services, provider, openBrowser }) => {
  const { email } = await addOperator(services)
  const browser = openBrowser()
  const location = await signIn(provider, browser, { claims: claimsOf(email), ...fault })
  expect(location).toMatch(/\/console\/sign-in\?error=/)
  expect((await browser.get('/session')).status).toBe(401)
})

test('a callback with the state of another browser, another state or a used one signs nobody in', async ({
  services,
  provider,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const [attacker, victim] = [openBrowser(), openBrowser()]
  provider.behavior = { claims: claimsOf(email) }
  const { body } = await attacker.post('/sign-in/social', {})
  const query = provider.authorize(String(body['url']))
  await victim.get(`/callback/oidc?${query.toString()}`)
  expect((await victim.get('/session')).status).toBe(401)
  await signIn(provider, victim, { claims: claimsOf(email) }, (changed) => changed.set('state', 'another'))
  expect((await victim.get('/session')).status).toBe(401)
  let used = ''
  await signIn(provider, victim, { claims: claimsOf(email) }, (current) => (used = String(current)))
  await victim.post('/sign-out')
  await victim.get(`/callback/oidc?${used}`)
  expect((await victim.get('/session')).status).toBe(401)
})

test('only operators, and verified addresses of allowed domains, sign in through the provider', async ({
  services,
  provider,
  openBrowser,
  sql,
}) => {
  const { email, id } = await addOperator(services)
  const refused = [
    claimsOf('stranger@example.com'),
    claimsOf('person@notallowed.example'),
    claimsOf('person@allowed.example.evil.example'),
    { ...claimsOf('person@allowed.example'), email_verified: false },
    { ...claimsOf(email), email_verified: false },
  ]
  for (const claims of refused) {
    const browser = openBrowser()
    await signIn(provider, browser, { claims })
    expect([claims.email, (await browser.get('/session')).status]).toEqual([claims.email, 401])
  }
  const browser = openBrowser()
  await signIn(provider, browser, { claims: claimsOf('person@allowed.example') })
  expect((await browser.get('/session')).body['operator']).toMatchObject({ isInstallationOwner: false })
  await sql`update operators set disabled_at = now() where id = ${id}`
  const disabled = openBrowser()
  await signIn(provider, disabled, { claims: claimsOf(email) })
  expect((await disabled.get('/session')).status).toBe(401)
})

test('a code of another sign-in signs nobody in, because it has no matching PKCE verifier', async ({
  services,
  provider,
  openBrowser,
}) => {
  const { email } = await addOperator(services)
  const [attacker, victim] = [openBrowser(), openBrowser()]
  provider.behavior = { claims: claimsOf(email) }
  const { body } = await attacker.post('/sign-in/social', {})
  const stolen = provider.authorize(String(body['url'])).get('code') ?? ''
  const location = await signIn(provider, victim, { claims: claimsOf(email) }, (query) =>
    query.set('code', stolen),
  )
  expect(location).toMatch(/\/console\/sign-in\?error=/)
  expect((await victim.get('/session')).status).toBe(401)
})

test('a person at the provider stays the operator whom it was linked to, and a second person never becomes the same operator', async ({
  services,
  provider,
  openBrowser,
  sql,
}) => {
  const [kim, lee] = [await addOperator(services), await addOperator(services)]
  const claims = claimsOf(kim.email, 'subject of Kim')
  await signIn(provider, openBrowser(), { claims })
  // The provider gives Kim the address of Lee.
  const renamed = openBrowser()
  await signIn(provider, renamed, { claims: { ...claims, email: lee.email } })
  expect((await renamed.get('/session')).body['operator']).toMatchObject({ email: kim.email })
  // Somebody else has got the address of Kim.
  const other = openBrowser()
  const location = await signIn(provider, other, { claims: claimsOf(kim.email, 'another subject') })
  expect(location).toMatch(/\/console\/sign-in\?error=/)
  expect((await other.get('/session')).status).toBe(401)
  const accounts = await sql`
    select account_id from operator_accounts where provider_id = 'oidc' and operator_id in (${kim.id}, ${lee.id})`
  expect(accounts).toEqual([{ account_id: 'subject of Kim' }])
})

test('a first sign-in through the provider creates the operator with its entries, or nothing', async ({
  provider,
  openBrowser,
  sql,
}) => {
  const killed = await prepareKilledBackends(sql)
  const email = 'killed@allowed.example'
  const browser = openBrowser()
  const attempt = () => signIn(provider, browser, { claims: claimsOf(email) })
  const before = await killed.readState()
  await killed.killAt('createOperator', attempt)
  await killed.killAt('linkProviderAccount', attempt)
  await killed.killAt('signIn', attempt)
  expect(await killed.readState()).toBe(before)
  expect((await browser.get('/session')).status).toBe(401)
  await attempt()
  const { body } = await browser.get('/session')
  expect(body['operator']).toMatchObject({ email })
  const entries = await sql`
    select action from audit_log where subject_id = (select id from operators where email = ${email}) order by id`
  expect(entries.map(({ action }) => String(action))).toEqual([
    'createOperator',
    'linkProviderAccount',
    'signIn',
  ])
})

test('the link of an operator to a person at the provider is in the audit log once, also if the operator is disabled', async ({
  services,
  provider,
  openBrowser,
  sql,
}) => {
  const [kim, lee] = [await addOperator(services), await addOperator(services)]
  await sql`update operators set disabled_at = now() where id = ${lee.id}`
  for (const { email } of [kim, kim, lee, lee]) {
    await signIn(provider, openBrowser(), { claims: claimsOf(email, `subject of ${email}`) })
  }
  const entries = await sql`
    select subject_id as id, changes -> 'after' ->> 'subject' as subject from audit_log
    where action = 'linkProviderAccount' and actor_kind = 'OPERATOR' and address is not null
      and subject_id in (${kim.id}, ${lee.id})
    order by audit_log.id`
  expect(entries).toEqual([kim, lee].map(({ id, email }) => ({ id, subject: `subject of ${email}` })))
})

test('the sign-in through the provider sends the browser to no other site', async ({ openBrowser }) => {
  for (const field of ['callbackURL', 'errorCallbackURL']) {
    for (const url of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const { status, body } = await openBrowser().post('/sign-in/social', { [field]: url })
      expect([field, url, status, body['url']]).toEqual([field, url, 403, undefined])
    }
  }
})
