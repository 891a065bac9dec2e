import { z } from 'zod'
import { maxPasswordLength, minPasswordLength } from '../../domain/operator-account/operator-input.ts'

/** A password that is compared: longer ones cannot be right. */
const password = z.string().min(1).max(maxPasswordLength)
const code = z.string().regex(/^\d{6}$/)
const backupCode = z.string().regex(/^[\da-zA-Z]{5}-[\da-zA-Z]{5}$/)
const callbackUrl = z.string().max(2_000).optional()

/**
 * The endpoints of better-auth that are served, by method and path, with the only fields that their bodies may have. What better-auth
 * would accept beside is refused, such as `trustDevice`, which skips the second factor, or `idToken`, which needs no nonce.
 */
export const servedEndpoints = {
  signIn: {
    method: 'POST',
    path: '/sign-in/email',
    body: z.strictObject({ email: z.string().max(254), password }),
    answer: ['twoFactorRedirect'],
  },
  signOut: { method: 'POST', path: '/sign-out', body: z.strictObject({}), answer: [] },
  changePassword: {
    method: 'POST',
    path: '/change-password',
    body: z.strictObject({
      currentPassword: password,
      newPassword: z.string().min(minPasswordLength).max(maxPasswordLength),
    }),
    answer: [],
  },
  enableSecondFactor: {
    method: 'POST',
    path: '/two-factor/enable',
    body: z.strictObject({ password: password.optional() }),
    answer: ['totpURI', 'backupCodes'],
  },
  disableSecondFactor: {
    method: 'POST',
    path: '/two-factor/disable',
    body: z.strictObject({ password: password.optional() }),
    answer: [],
  },
  replaceBackupCodes: {
    method: 'POST',
    path: '/two-factor/generate-backup-codes',
    body: z.strictObject({ password: password.optional() }),
    answer: ['backupCodes'],
  },
  verifyTotp: {
    method: 'POST',
    path: '/two-factor/verify-totp',
    body: z.strictObject({ code }),
    answer: [],
  },
  verifyBackupCode: {
    method: 'POST',
    path: '/two-factor/verify-backup-code',
    body: z.strictObject({ code: backupCode }),
    answer: [],
  },
  signInByProvider: {
    method: 'POST',
    path: '/sign-in/social',
    body: z.strictObject({ callbackURL: callbackUrl, errorCallbackURL: callbackUrl }),
    answer: ['url'],
  },
  providerCallback: { method: 'GET', path: '/callback/oidc', body: z.undefined(), answer: [] },
} as const satisfies Readonly<Record<string, ServedEndpoint>>

export type EndpointName = keyof typeof servedEndpoints

export type ServedEndpoint = {
  readonly method: 'GET' | 'POST'
  /** Below the base path. */
  readonly path: string
  readonly body: z.ZodType
  /** The only fields of the answer of better-auth that are passed on. Others hold session tokens. */
  readonly answer: readonly string[]
}

/** The endpoints of better-auth that are not served, by the path that it mounts. They have no route, and better-auth refuses them too. */
export const disabledPaths = [
  // Sessions: our own endpoints show them without their tokens.
  '/get-session',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
  '/revoke-other-sessions',
  '/update-session',
  // Operators are created by links only, and change nothing of themselves but their password and second factor.
  '/sign-up/email',
  '/update-user',
  '/change-email',
  '/delete-user',
  '/delete-user/callback',
  // Passwords are reset by our links.
  '/request-password-reset',
  '/reset-password',
  '/reset-password/:token',
  '/verify-password',
  '/verify-email',
  '/send-verification-email',
  // Accounts at the provider are linked by a sign-in only, and their tokens are not stored.
  '/link-social',
  '/list-accounts',
  '/unlink-account',
  '/refresh-token',
  '/get-access-token',
  '/account-info',
  // The second factor is an authenticator app; its secret is shown once.
  '/two-factor/get-totp-uri',
  '/two-factor/send-otp',
  '/two-factor/verify-otp',
  '/ok',
  '/error',
] as const
