import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth'
import { maxPasswordLength, minPasswordLength } from '../../domain/operator-account/operator-input.ts'
import type { Services } from '../../domain/context.ts'
import { operatorSecrets } from '../../platform/crypto.ts'
import { newUuid } from '../../platform/ids.ts'
import { hashPassword, isPassword } from '../../platform/password-hash.ts'
import { disabledPaths } from './auth-endpoints.ts'
import { runningChanges } from './auth-changes.ts'
import type { AuthDatabase } from './auth-database.ts'
import { createDatabaseHooks } from './database-hooks.ts'

export const authBasePath = '/operators/auth'
/** Name of the provider in paths and in `operator_accounts`. */
const providerId = 'oidc'
/** The header in which better-auth finds the address of the client, which we have read already. */
export const addressHeader = 'x-coinslot-address'

export type OperatorAuthSettings = {
  /** Origin under which browsers reach this server. */
  readonly consoleUrl: string
  readonly secureCookies: boolean
  readonly oidc: OidcSettings | null
}

export type OidcSettings = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly allowedDomains: readonly string[]
}

/** An instance of better-auth. */
export type OperatorAuth = {
  readonly handler: (request: Request) => Promise<Response>
  readonly api: Readonly<Record<string, unknown>>
}

/**
 * Creates better-auth with its core, the second factor and, if `oidc` is not null, the OpenID Connect provider; not its plugins for API
 * keys, organizations and administration. See decision 47.
 */
export async function createOperatorAuth(
  services: Services,
  database: AuthDatabase,
  settings: OperatorAuthSettings,
): Promise<OperatorAuth> {
  const { betterAuth } = await import('better-auth/minimal')
  const plugins = await createPlugins(settings)
  const options = createOptions(services, database, settings)
  return betterAuth({ ...options, database: await database.loadAdapter(), plugins })
}

async function createPlugins({ oidc }: OperatorAuthSettings): Promise<BetterAuthPlugin[]> {
  const { twoFactor } = await import('better-auth/plugins/two-factor')
  const secondFactor = twoFactor({
    issuer: 'Coinslot',
    // Operators who sign in through the provider only have no password.
    allowPasswordless: true,
    twoFactorCookieMaxAge: 300,
    schema: { twoFactor: { fields: { userId: 'operatorId' } } },
  })
  if (oidc === null) return [secondFactor]
  const { genericOAuth } = await import('better-auth/plugins/generic-oauth')
  const provider = genericOAuth({
    config: [
      {
        providerId,
        discoveryUrl: `${oidc.issuer}/.well-known/openid-configuration`,
        clientId: oidc.clientId,
        clientSecret: oidc.clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        requireIdTokenVerification: true,
        disableSignUp: oidc.allowedDomains.length === 0,
      },
    ],
  })
  return [secondFactor, provider]
}

function createOptions(
  services: Services,
  database: AuthDatabase,
  { consoleUrl, secureCookies, oidc }: OperatorAuthSettings,
): BetterAuthOptions {
  const { keyring, operatorSessions, log } = services
  return {
    appName: 'Coinslot',
    baseURL: consoleUrl,
    basePath: authBasePath,
    trustedOrigins: [consoleUrl],
    secrets: operatorSecrets(keyring),
    disabledPaths: [...disabledPaths],
    telemetry: { enabled: false },
    // Our own limits come before it.
    rateLimit: { enabled: false },
    logger: {
      // Its messages can contain what the caller sent.
      log: (level, message) =>
        level === 'error' ? log.info({ detail: message }, 'sign-in library reports an error') : undefined,
    },
    // Otherwise an unexpected error is written to the console, with what the query contained.
    onAPIError: { throw: true, errorURL: `${consoleUrl}/console/sign-in` },
    ...createMethodOptions(operatorSessions.lifetimeMs),
    databaseHooks: createDatabaseHooks(services, database, oidc?.allowedDomains ?? []),
    advanced: {
      cookiePrefix: operatorSessions.cookiePrefix,
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, secure: secureCookies, sameSite: 'strict', path: '/' },
      // The provider sends the browser back from its own site, with which strict cookies are not sent.
      cookies: { state: { attributes: { sameSite: 'lax' } } },
      // Both are on in production only, unless they are set.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => newUuid() },
    },
  }
}

/** How operators prove themselves, and how long their sessions last. */
function createMethodOptions(lifetimeMs: number) {
  return {
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength,
      maxPasswordLength,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    account: {
      fields: { userId: 'operatorId' },
      storeStateStrategy: 'database',
      accountLinking: { trustedProviders: [], updateUserInfoOnLink: false },
    },
    session: {
      fields: { userId: 'operatorId' },
      additionalFields: { lastActiveAt: { type: 'date', required: false, input: false } },
      expiresIn: lifetimeMs / 1_000,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
  } satisfies Partial<BetterAuthOptions>
}

async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const isRight = await isPassword(hash, password)
  if (isRight) runningChanges().verifiedHash = hash
  return isRight
}
