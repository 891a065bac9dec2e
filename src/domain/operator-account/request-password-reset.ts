import { systemActor } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import { createPasswordResetLink, formatLinkUrl } from './create-link.ts'
import { createLinkMail } from './link-mail.ts'
import { normalizeEmail } from './operator-input.ts'

const hourMs = 60 * 60_000
/** Mails to one operator per hour. */
const maxMails = 3

/**
 * Sends an operator a link that resets the password. It is not waited for, so neither the answer nor its time tells whether there is
 * an operator with this email address. Without a mail server an owner prints the link: `coinslot operator reset-password`.
 */
export function requestPasswordReset(
  services: Services,
  input: { readonly email: string; readonly consoleUrl: string; readonly address: string },
): void {
  sendResetMail(services, input).catch((error: unknown) => {
    services.log.error({ error }, 'could not send the mail for a password reset')
  })
}

async function sendResetMail(
  services: Services,
  { email, consoleUrl, address }: { email: string; consoleUrl: string; address: string },
): Promise<void> {
  const { mailer, coordination, log } = services
  if (!mailer.isConfigured) {
    log.warn('a password reset was requested, but SMTP_URL is not set: print its link with the command line')
    return
  }
  const { allowed } = await coordination.rateLimit(`reset-mail:${normalizeEmail(email)}`, {
    windowMs: hourMs,
    limit: maxMails,
  })
  if (!allowed) return
  const link = await createPasswordResetLink(services, email, {
    ...{ actor: systemActor, address },
    // Anybody may request a mail: the audit log has no text of theirs.
    reason: null,
  })
  if (link === null || link.email === null) return
  await mailer.send({
    to: link.email,
    ...createLinkMail('PASSWORD_RESET', formatLinkUrl(consoleUrl, link), link.expiresAt),
  })
}
