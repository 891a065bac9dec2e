import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { repositoryRoot } from '../support/server-process.ts'

const script = join(repositoryRoot, 'src/cli/coinslot.mjs')

export type CliResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string }
export type CliEnvironment = Readonly<Record<string, string>>

/** Runs the command line interface in its own process. */
export function runCli(
  args: readonly string[],
  environment: CliEnvironment,
  node = process.execPath,
): Promise<CliResult> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment }
  return new Promise((resolve) => {
    execFile(node, [script, ...args], { env, cwd: repositoryRoot }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

export async function runCliJson<Result>(
  args: readonly string[],
  environment: CliEnvironment,
): Promise<Result> {
  const { exitCode, stdout, stderr } = await runCli([...args, '--json'], environment)
  if (exitCode !== 0) throw new Error(`${args.join(' ')} exited with ${exitCode}: ${stderr}`)
  return JSON.parse(stdout) as Result
}

export type CreatedApp = { key: string; serverKey: string; userTokenSecret: string }
export type CreatedServerKey = {
  id: string
  secret: string
  role: string
  prefix: string
  revokedAt: string | null
}
