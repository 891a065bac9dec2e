import { setTimeout as delay } from 'node:timers/promises'

export type Mail = { readonly to: string; readonly subject: string; readonly text: string }

export type Mailer = {
  /** False if no mail server is configured; then `send` must not be called. */
  readonly isConfigured: boolean
  /** @throws MailError */
  send: (mail: Mail) => Promise<void>
}

export type MailSettings = {
  readonly smtpUrl: string | null
  readonly from: string
  /** The longest time of each step, and a third of that of all together. */
  readonly timeoutMs?: number
}

/** The mail was not accepted by the mail server. The message says why, and has nothing of the mail. */
class MailError extends Error {
  override readonly name = 'MailError'
}

/** Sends plain text by SMTP. The client is loaded when it is needed for the first time. */
export function createMailer({ smtpUrl, from, timeoutMs = 10_000 }: MailSettings): Mailer {
  return {
    isConfigured: smtpUrl !== null,
    send: async ({ to, subject, text }) => {
      if (smtpUrl === null) throw new Error('no mail server is configured')
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({
        url: smtpUrl,
        ...(isEncryptionRequired(smtpUrl) ? { requireTLS: true } : {}),
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        dnsTimeout: timeoutMs,
        // A mail contains nothing of files or URLs, whatever its text is.
        disableFileAccess: true,
        disableUrlAccess: true,
      })
      const ended = new AbortController()
      const sending = transport.sendMail({ from, to: { name: '', address: to }, subject, text })
      try {
        // A server that answers a byte at a time exceeds none of the limits above.
        await Promise.race([sending, rejectAfter(timeoutMs * 3, ended.signal)])
      } catch (error) {
        throw toMailError(error)
      } finally {
        ended.abort()
        sending.catch(() => undefined)
        transport.close()
      }
    },
  }
}

/** Who removes the server's offer of STARTTLS must not get the password. `?requireTLS=false` in the URL permits it. */
function isEncryptionRequired(smtpUrl: string): boolean {
  const { protocol, username, searchParams } = new URL(smtpUrl)
  return protocol === 'smtp:' && username !== '' && !searchParams.has('requireTLS')
}

async function rejectAfter(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal, ref: false })
  throw new Error('it does not answer in time')
}

/** The answer of the server can repeat the mail and its recipient: only its codes are taken. */
function toMailError(error: unknown): MailError {
  const { code, responseCode, command } = error as {
    readonly code?: string
    readonly responseCode?: number
    readonly command?: string
  }
  const reasons = [code, command, responseCode].filter((reason) => reason !== undefined).map(String)
  return new MailError(
    `The mail server of SMTP_URL did not accept the mail: ${reasons.join(' ') || 'no answer in time'}.`,
  )
}
