import { z } from 'zod'
import { isHostName } from '../platform/ssrf-safe-post.ts'
import { ConfigError } from './config-error.ts'
import { integer, list, optionalUrl } from './variable-schemas.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The variables for the sign-in of operators. */
export const operatorVariables = {
  /** URL under which operators' browsers reach this server; in production operators cannot sign in without it. */
  CONSOLE_URL: optionalUrl(/^https?$/),
  /** Milliseconds after which a session of an operator ends, default 12 hours. */
  OPERATOR_SESSION_TTL_MS: integer(12 * hourMs, 5 * minuteMs, 7 * dayMs),
  /** Milliseconds without a call after which a session of an operator ends, default one hour. */
  OPERATOR_SESSION_IDLE_MS: integer(hourMs, minuteMs, 7 * dayMs),
  /** URL of the mail server for invitations and password resets; without it their links are printed. */
  SMTP_URL: optionalUrl(/^smtps?$/),
  /** Sender of the mails: an address, or `Name <address>`. */
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, 'must contain an email address')
    .optional(),
  /** Issuer of the OpenID Connect provider through which operators may sign in. */
  OIDC_ISSUER: optionalUrl(/^https?$/),
  /** Client id at that provider. */
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  /** Client secret at that provider. */
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  /** Domains whose verified email addresses may sign in for the first time without an invitation, separated by commas; default: none. */
  OIDC_ALLOWED_DOMAINS: list(isHostName),
}

type OperatorVariables = z.infer<z.ZodObject<typeof operatorVariables>>

/**
 * @throws ConfigError for variables that require others
 */
export function readOperatorSettings(data: OperatorVariables, production: boolean) {
  const consoleUrl = data.CONSOLE_URL === undefined ? null : new URL(data.CONSOLE_URL)
  if (production) {
    assertEncrypted('CONSOLE_URL', consoleUrl)
    assertEncrypted('OIDC_ISSUER', data.OIDC_ISSUER === undefined ? null : new URL(data.OIDC_ISSUER))
  }
  if (consoleUrl !== null && consoleUrl.pathname !== '/') {
    throw new ConfigError('CONSOLE_URL must not have a path')
  }
  if (data.SMTP_URL !== undefined && data.MAIL_FROM === undefined) {
    throw new ConfigError('SMTP_URL requires MAIL_FROM')
  }
  if (
    data.OIDC_ISSUER !== undefined &&
    (data.OIDC_CLIENT_ID === undefined || data.OIDC_CLIENT_SECRET === undefined)
  ) {
    throw new ConfigError('OIDC_ISSUER requires OIDC_CLIENT_ID and OIDC_CLIENT_SECRET')
  }
  return {
    /** Without a trailing slash; null if operators cannot sign in, or outside production to use the server's own address. */
    consoleUrl: consoleUrl?.origin ?? null,
    secureCookies: consoleUrl === null ? production : consoleUrl.protocol === 'https:',
    sessionLifetimeMs: data.OPERATOR_SESSION_TTL_MS,
    sessionIdleMs: Math.min(data.OPERATOR_SESSION_IDLE_MS, data.OPERATOR_SESSION_TTL_MS),
    /** No mail is sent without a URL. */
    mail: { smtpUrl: data.SMTP_URL ?? null, from: data.MAIL_FROM ?? '' },
    /** Nobody signs in through a provider without an issuer. */
    oidc: {
      issuer: data.OIDC_ISSUER?.replace(/\/+$/, '') ?? null,
      clientId: data.OIDC_CLIENT_ID ?? '',
      clientSecret: data.OIDC_CLIENT_SECRET ?? '',
      allowedDomains: data.OIDC_ALLOWED_DOMAINS,
    },
  }
}

/** Browsers store secure cookies of a server on the same machine also without HTTPS. */
function assertEncrypted(name: string, url: URL | null): void {
  if (url === null || url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname))
    return
  throw new ConfigError(`${name} must begin with https:// in production`)
}
