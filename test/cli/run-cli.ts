import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '../support/server-process.ts'

const script = join(repositoryRoot, 'src/cli/coinslot.mjs')

export type CliResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }
export type CliEnvironment = Readonly<Record<string, string>>

/** The command line as a person types it. */
export function runCli(
  args: readonly string[],
  environment: CliEnvironment,
  node = process.execPath,
): Promise<CliResult> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  return new Promise((resolve) => {
    execFile(node, [script, ...args], { env, cwd: repositoryRoot }, (error, out, err) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout: out, stderr: err })
    })
  })
}

export async function runCliJson<Answer>(
  args: readonly string[],
  environment: CliEnvironment,
): Promise<Answer> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json'], environment)
  if (exitCode !== 0) throw new Error(`${args.join(' ')} ended with ${exitCode}: ${stderr}`)
  return JSON.parse(stdout) as Answer
}

export type CreatedApp = { key: string; serverKey: string; userTokenSecret: string }
export type CreatedServerKey = {
  id: string
  secret: string
  role: string
  prefix: string
  revokedAt: string | null
}
