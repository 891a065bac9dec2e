import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repository } from '../support/server-process.ts'

const script = join(repository, 'src/cli/coinslot.mjs')

export type Ran = { readonly code: number; readonly out: string; readonly err: string }
export type Environment = Readonly<Record<string, string>>

/** The command line as a person types it. */
export function run(
  args: readonly string[],
  environment: Environment,
  node = process.execPath,
): Promise<Ran> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  return new Promise((resolve) => {
    execFile(node, [script, ...args], { env, cwd: repository }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

export async function runJson<Answer>(args: readonly string[], environment: Environment): Promise<Answer> {
  const { code, out, err } = await run([...args, '--json'], environment)
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${err}`)
  return JSON.parse(out) as Answer
}

export type MadeApp = { key: string; serverKey: string; userTokenSecret: string }
export type MadeKey = { id: string; secret: string; role: string; prefix: string; revokedAt: string | null }
