import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { createLinkMail } from '../../src/domain/operator-account/link-mail.ts'
import { createLog } from '../../src/platform/log.ts'
import { createMailer } from '../../src/services/mailer.ts'
import { createApiClient } from '../support/api.ts'
import { eventually } from '../support/eventually.ts'
import { addSession } from '../support/operators.ts'
import { expect, serverTest } from '../support/test.ts'
import { openBrowser } from './browser.ts'
import { addOperator, password as operatorPassword } from './operator-test.ts'

type ReceivedMail = {
  readonly to: readonly string[]
  readonly user: unknown
  readonly secure: boolean
  readonly text: string
}

const user = 'coinslot'
const password = 'p@ss of the mail server'
const credentials = `${user}:${encodeURIComponent(password)}`
const from = 'Coinslot 운영팀 <coinslot@example.com>'

/** A mail server with a certificate of its own, which accepts mails of one user. */
async function startMailServer(options: SMTPServerOptions = {}) {
  const mails: ReceivedMail[] = []
  const attempts: unknown[] = []
  const server = new SMTPServer({
    logger: false,
    onAuth: ({ username, password: given }, _session, callback) => {
      attempts.push(username)
      if (username === user && given === password) callback(null, { user: username })
      else callback(new Error('invalid login'))
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({
          to,
          user: session.user,
          secure: session.secure,
          text: Buffer.concat(chunks).toString('utf8'),
        })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { mails, attempts, port, close: () => new Promise<void>((resolve) => server.close(resolve)) }
}

const consoleUrl = 'http://localhost:4000'

const test = serverTest
  .extend('mailServer', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const server = await startMailServer()
    onCleanup(server.close)
    return server
  })
  .extend('logPath', { scope: 'file' }, ({ temporaryFolder }) => join(temporaryFolder, 'log'))
  .extend('serverOptions', { scope: 'file' }, ({ mailServer, logPath }, { onCleanup }) => {
    const file = openSync(logPath, 'w')
    onCleanup(() => closeSync(file))
    const SMTP_URL = `smtp://${credentials}@127.0.0.1:${mailServer.port}/?tls.rejectUnauthorized=false`
    const environment = { SMTP_URL, MAIL_FROM: from, CONSOLE_URL: consoleUrl, TRUSTED_PROXIES: '127.0.0.1' }
    return { log: createLog('info', file), environment }
  })
  .extend('startMailServer', ({ server: _ }, { onCleanup }) => {
    const closers: (() => Promise<void>)[] = []
    onCleanup(async () => {
      for (const close of closers) await close()
    })
    return async (options: SMTPServerOptions = {}) => {
      const started = await startMailServer(options)
      closers.push(started.close)
      return started
    }
  })

/** The header fields and the decoded text of a mail. */
function parseMail(mail: ReceivedMail | undefined) {
  const [head = '', body = ''] = (mail?.text ?? '').split(/\r\n\r\n([^]*)/)
  const headers = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n')
  const decodeWords = (text: string) =>
    text.replaceAll(/=\?UTF-8\?([BQ])\?([^?]*)\?=\s*/gi, (_, kind: string, word: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(word, 'base64').toString('utf8')
        : decodeQuotedPrintable(word.replaceAll('_', ' ')),
    )
  const isBase64 = headers.some((line) => /^content-transfer-encoding: base64/i.test(line))
  const text = isBase64 ? Buffer.from(body, 'base64').toString('utf8') : decodeQuotedPrintable(body)
  return { headers: headers.map(decodeWords), text: text.replaceAll('\r\n', '\n') }
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

test('an invitation is mailed in Korean and English from the sender, with the link and over TLS', async ({
  services,
  server,
  sql,
  project,
  mailServer,
  logPath,
}) => {
  const owner = await addOperator(services, { installationOwner: true })
  const { cookie = '' } = await addSession({ server, sql }, owner, { secondFactorAt: new Date() })
  const headers = { cookie, origin: consoleUrl, 'x-app-key': project.appKey }
  const client = createApiClient(server.graphqlUrl, headers)
  const email = 'invited@example.com'
  const invited = await client.mutate('inviteOperator', { email, role: 'VIEWER' })
  expect(invited).toMatchObject({ invitationLink: null, invitation: { email }, problem: null })
  const mail = mailServer.mails.find(({ to }) => to.includes(email))
  expect(mail).toMatchObject({ to: [email], user, secure: true })
  const { headers: fields, text } = parseMail(mail)
  expect(fields).toContain(`To: ${email}`)
  expect(fields.find((line) => line.startsWith('From: '))).toMatch(
    /^From: "?Coinslot 운영팀"? ?<coinslot@example\.com>$/,
  )
  expect(fields.find((line) => line.startsWith('Subject: '))).toBe(
    'Subject: Coinslot 초대 / Invitation to Coinslot',
  )
  expect(text).toContain('Coinslot 운영자로 초대되었습니다.')
  expect(text).toContain('You are invited as an operator of Coinslot.')
  const [, token] = /\nhttp:\/\/localhost:4000\/console\/link#(col_[\w-]{43})\n/.exec(text) ?? []
  const browser = openBrowser(server.instance.url)
  const body = { token, name: 'Kim', password: operatorPassword }
  expect((await browser.post('/links/accept', body, { origin: consoleUrl })).status).toBe(200)
  expect(readFileSync(logPath, 'utf8')).not.toContain(token)
})

test('a requested password reset is mailed to the operator, and to nobody else', async ({
  services,
  server,
  mailServer,
}) => {
  const { email } = await addOperator(services)
  const browser = openBrowser(server.instance.url)
  for (const address of ['nobody@example.com', email]) {
    const answer = await browser.post('/password-reset', { email: address }, { origin: consoleUrl })
    expect([answer.status, answer.body]).toEqual([200, {}])
  }
  const mail = await eventually(() => {
    const found = mailServer.mails.find(({ to }) => to.includes(email))
    expect(found).toBeDefined()
    return found
  })
  const { headers, text } = parseMail(mail)
  expect(headers).toContain('Subject: Coinslot 비밀번호 재설정 / Reset your Coinslot password')
  expect(text).toContain('새 비밀번호를 정하세요')
  expect(text).toContain('Open the link to set a new password.')
  expect(text).toMatch(/\nhttp:\/\/localhost:4000\/console\/link#col_[\w-]{43}\n/)
  expect(mailServer.mails.some(({ to }) => to.includes('nobody@example.com'))).toBe(false)
})

const mail = {
  to: 'kim@example.com',
  ...createLinkMail('INVITATION', 'https://coinslot.example.com/console/link#col_secret', new Date()),
}

test('a mail is sent by implicit TLS, and to no server whose certificate is not trusted', async ({
  startMailServer: start,
}) => {
  const { port, mails, attempts } = await start({ secure: true })
  const url = `smtps://${credentials}@127.0.0.1:${port}/`
  await expect(createMailer({ smtpUrl: url, from }).send(mail)).rejects.toThrow(/did not accept the mail/)
  expect(attempts).toEqual([])
  await createMailer({ smtpUrl: `${url}?tls.rejectUnauthorized=false`, from }).send(mail)
  expect(mails).toMatchObject([{ to: [mail.to], secure: true }])
})

test('the password is not sent to a server that offers no encryption', async ({ startMailServer: start }) => {
  const { port, mails, attempts } = await start({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
  })
  const url = `smtp://${credentials}@127.0.0.1:${port}/`
  await expect(createMailer({ smtpUrl: url, from }).send(mail)).rejects.toThrow(/did not accept the mail/)
  expect([attempts, mails]).toEqual([[], []])
  await createMailer({ smtpUrl: `${url}?requireTLS=false`, from }).send(mail)
  expect(mails).toHaveLength(1)
})

test('a server that refuses the password or the mail gives an error without either', async ({
  startMailServer: start,
}) => {
  const { port } = await start()
  const refusing = await start({
    onRcptTo: ({ address }, _session, callback) => callback(new Error(`no mailbox ${address}`)),
  })
  const urls = [
    `smtp://${user}:wrong-password@127.0.0.1:${port}/?tls.rejectUnauthorized=false`,
    `smtp://${credentials}@127.0.0.1:${refusing.port}/?tls.rejectUnauthorized=false`,
    `smtp://${credentials}@127.0.0.1:1/`,
  ]
  for (const smtpUrl of urls) {
    const error: unknown = await createMailer({ smtpUrl, from })
      .send(mail)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'MailError', message: expect.stringMatching(/ E[A-Z]+/) as string })
    const { message, stack, cause } = error as Error
    expect(`${message}${String(stack)}${String(cause)}`).not.toMatch(/wrong-password|p@ss|col_secret|kim@/)
  }
})

test.for([
  ['never answers', () => undefined],
  ['answers a byte at a time', (write: (text: string) => void) => write('2')],
] as const)('a server that %s ends the attempt in a bounded time', async ([, answer], { onTestFinished }) => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    const timer = setInterval(() => answer((text) => socket.write(text)), 20)
    socket.once('close', () => clearInterval(timer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const startedAt = performance.now()
  const sending = createMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from, timeoutMs: 100 }).send(mail)
  await expect(sending).rejects.toThrow(/did not accept the mail/)
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('line breaks in an address or a subject add no recipient and no header field', async ({
  startMailServer: start,
  services,
  server,
  sql,
  project,
}) => {
  const { port, mails } = await start()
  const smtpUrl = `smtp://${credentials}@127.0.0.1:${port}/?tls.rejectUnauthorized=false`
  const mailer = createMailer({ smtpUrl, from })
  const injection = '\r\nBcc: evil@example.com\r\n\r\nforged'
  await mailer.send({ ...mail, subject: `${mail.subject}${injection}` })
  await mailer.send({ ...mail, to: `kim@example.com${injection}` }).catch(() => undefined)
  for (const received of mails) {
    expect(received.to).not.toContain('evil@example.com')
    expect(parseMail(received).headers.filter((line) => /^bcc:/i.test(line))).toEqual([])
  }
  expect(mails[0]?.to).toEqual(['kim@example.com'])
  const owner = await addOperator(services, { installationOwner: true })
  const { cookie = '' } = await addSession({ server, sql }, owner, { secondFactorAt: new Date() })
  const client = createApiClient(server.graphqlUrl, {
    cookie,
    origin: consoleUrl,
    'x-app-key': project.appKey,
  })
  const { problem } = await client.mutate('inviteOperator', {
    email: `kim@example.com${injection}`,
    role: 'VIEWER',
  })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT' })
})
