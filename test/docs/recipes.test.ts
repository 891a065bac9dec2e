import { execFileSync, spawnSync } from 'node:child_process'
import { createSecretKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { jwtVerify } from 'jose'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const hasPython = spawnSync('python3', ['--version']).status === 0

/** The code block of a document that contains a text. */
function readCodeBlock(document: string, language: string, text: string): string {
  const blocks = readFileSync(`${root}docs/${document}`, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)
  const block = [...blocks].find(([, tag, code = '']) => tag === language && code.includes(text))
  if (block?.[2] === undefined) throw new Error(`docs/${document} has no ${language} code with ${text}`)
  return block[2]
}

/** Runs a documented function with JSON arguments and returns its JSON result. */
function runNode(code: string, call: string, args: unknown): unknown {
  const script = `${code}\nconst args = ${JSON.stringify(args)}\nconsole.log(JSON.stringify(${call}))`
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }),
  )
}

function runPython(code: string, call: string, args: unknown): unknown {
  const script = `${code}\nimport json, sys\nargs = json.loads(sys.argv[1])\nprint(json.dumps(${call}))`
  return JSON.parse(execFileSync('python3', ['-c', script, JSON.stringify(args)], { encoding: 'utf8' }))
}

describe('the documented user token', () => {
  const args = { secret: 'user secret of an app', appKey: 'ak_1', userId: 'ada' }

  async function verify(token: unknown): Promise<unknown> {
    const key = createSecretKey(Buffer.from(args.secret))
    const { payload } = await jwtVerify(String(token), key, { algorithms: ['HS256'], audience: args.appKey })
    return payload
  }

  test('the Node function creates a token that a JWT library accepts', async () => {
    const code = readCodeBlock('integrating-a-client.md', 'js', 'createUserToken')
    const token = runNode(code, 'createUserToken(args.secret, args.appKey, args.userId)', args)
    expect(await verify(token)).toMatchObject({ sub: 'ada', aud: 'ak_1' })
  })

  test.skipIf(!hasPython)('the Python function creates a token that a JWT library accepts', async () => {
    const code = readCodeBlock('integrating-a-client.md', 'python', 'create_user_token')
    const token = runPython(code, 'create_user_token(args["secret"], args["appKey"], args["userId"])', args)
    expect(await verify(token)).toMatchObject({ sub: 'ada', aud: 'ak_1' })
  })
})

describe('the documented webhook verification', () => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const body = '{"id":"evt_1","note":"결제"}'
  const sentAt = new Date()

  function sign(signedBody: string, at = sentAt): Record<string, string> {
    return {
      'webhook-id': 'evt_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': `v1,AAAA ${new Webhook(secret).sign('evt_1', at, signedBody)}`,
    }
  }

  const requests = [
    { headers: sign(body), body, accepted: true },
    { headers: sign('{"id":"evt_2"}'), body, accepted: false },
    { headers: sign(body, new Date(sentAt.getTime() - 600_000)), body, accepted: false },
  ]

  test('the Node function accepts a genuine request and rejects others', () => {
    const code = readCodeBlock('integrating-a-game-server.md', 'js', 'verifyWebhook')
    const call = 'args.requests.map(({ headers, body }) => verifyWebhook(args.secret, headers, body))'
    expect(runNode(code, call, { secret, requests })).toEqual(requests.map(({ accepted }) => accepted))
  })

  test.skipIf(!hasPython)('the Python function accepts a genuine request and rejects others', () => {
    const code = readCodeBlock('integrating-a-game-server.md', 'python', 'verify_webhook')
    const call =
      '[verify_webhook(args["secret"], r["headers"], r["body"].encode()) for r in args["requests"]]'
    expect(runPython(code, call, { secret, requests })).toEqual(requests.map(({ accepted }) => accepted))
  })
})
