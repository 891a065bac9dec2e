import type { Command } from 'commander'
import { readConfig } from '../config/config.ts'
import { openDb } from '../db/client.ts'
import { RestoreError, restoreDump } from '../db/restore-dump.ts'
import { withScratchDatabase } from '../db/scratch-database.ts'
import { checkBackup, type BackupFinding } from '../domain/backup/check-backup.ts'
import type { Services } from '../domain/context.ts'
import { createLog } from '../platform/log.ts'
import { addCommand, type JsonOption } from './options.ts'
import { CommandError, printRows } from './output.ts'
import { stderrFd, withDatabase, type EnvironmentVariables } from './with-services.ts'

type Options = JsonOption & { readonly url?: string; readonly compare: boolean }

/** Counting the rows of a large table takes long. */
const statementTimeoutMs = 3_600_000

export function addBackupCheckCommand(program: Command, environment: EnvironmentVariables): void {
  addCommand(
    program,
    'backup-check [dumpFile]',
    'restore a dump of pg_dump into a temporary database and check it; exit code 1 if it is not usable',
  )
    .option('--url <url>', 'check a database that was restored already, instead of a file')
    .option('--no-compare', 'do not compare it with the database of the server')
    .action((dumpFile: string | undefined, options: Options) =>
      runBackupCheck(environment, { ...options, dumpFile }),
    )
}

async function runBackupCheck(
  environment: EnvironmentVariables,
  { dumpFile, url, compare, json }: Options & { readonly dumpFile: string | undefined },
): Promise<void> {
  if ((dumpFile === undefined) === (url === undefined)) throw new CommandError('Give either a file or --url.')
  const config = readConfig(environment)
  const check = (backupUrl: string, sourceUrl: string) =>
    withDb(backupUrl, (backup) =>
      compare ? withDb(sourceUrl, (source) => checkBackup(backup, source)) : checkBackup(backup, null),
    )
  const findings = await withDatabase(config, createLog(config.logLevel, stderrFd), (database) => {
    const sourceUrl = config.databaseDirectUrl ?? database.url
    return dumpFile === undefined
      ? check(url ?? '', sourceUrl)
      : withInterruption((signal) =>
          withScratchDatabase(sourceUrl, async (scratchUrl) => {
            const path = environment['PATH'] ?? ''
            await restoreDump(dumpFile, { url: scratchUrl, path, signal }).catch(rejectRestore)
            signal.throwIfAborted()
            return check(scratchUrl, sourceUrl)
          }),
        )
  })
  printFindings(findings, json)
}

function printFindings(findings: readonly BackupFinding[], json = false): void {
  printRows(['result', 'check', 'backup', 'source', 'message'], findings, json)
  const failed = findings.filter(({ result }) => result === 'fail').length
  if (failed > 0) throw new CommandError(`The backup is not usable as it is: ${failed} checks failed.`)
}

async function withDb<Result>(
  url: string,
  work: (database: Pick<Services, 'db'>) => Promise<Result>,
): Promise<Result> {
  const db = openDb({ url, poolSize: 2, preparedStatements: true, statementTimeoutMs })
  try {
    return await work({ db })
  } finally {
    await db.close()
  }
}

/** A signal ends the restore; the temporary database is dropped all the same. */
async function withInterruption<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController()
  const interrupt = () => controller.abort(new CommandError('The check was interrupted.'))
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const name of signals) process.on(name, interrupt)
  try {
    return await work(controller.signal)
  } finally {
    for (const name of signals) process.off(name, interrupt)
  }
}

function rejectRestore(error: unknown): never {
  throw error instanceof RestoreError ? new CommandError(error.message) : error
}
