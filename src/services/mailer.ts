export type Mail = { readonly to: string; readonly subject: string; readonly text: string }

export type Mailer = {
  /** False if no mail server is configured; then `send` must not be called. */
  readonly isConfigured: boolean
  send: (mail: Mail) => Promise<void>
}

type MailSettings = { readonly smtpUrl: string | null; readonly from: string }

const timeoutMs = 10_000

/** Sends plain text by SMTP. The client is loaded when it is needed for the first time. */
export function createMailer({ smtpUrl, from }: MailSettings): Mailer {
  return {
    isConfigured: smtpUrl !== null,
    send: async ({ to, subject, text }) => {
      if (smtpUrl === null) throw new Error('no mail server is configured')
      const { createTransport } = await import('nodemailer')
      const transport = createTransport(smtpUrl, {
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
        // A mail contains nothing of files or URLs, whatever its text is.
        disableFileAccess: true,
        disableUrlAccess: true,
      } as Parameters<typeof createTransport>[1])
      try {
        await transport.sendMail({ from, to: { name: '', address: to }, subject, text })
      } finally {
        transport.close()
      }
    },
  }
}
