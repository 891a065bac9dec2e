import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Context } from '../domain/context.ts'
import {
  importSubscriptions,
  type ImportSubscriptionsInput,
} from '../domain/subscription-import/import-subscriptions.ts'
import { maxRows } from '../domain/subscription-import/parse-subscription-file.ts'
import type {
  SubscriptionFileFormat,
  SubscriptionImportError,
} from '../domain/subscription-import/subscription-file.ts'
import { formatCsvRecord } from '../platform/csv.ts'
import { readCsv, type CsvRecord } from '../platform/read-csv.ts'
import { addAppChangeCommand, createChoiceOption, type AppChangeOption } from './options.ts'
import { CommandError, printFields, toCommandError } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const formats = ['LIST', 'REVENUECAT', 'ADAPTY'] as const satisfies readonly SubscriptionFileFormat[]

type ImportOptions = AppChangeOption & {
  readonly format?: SubscriptionFileFormat
  readonly registerUsers?: true
  readonly dryRun?: true
}

export function addImportSubscriptionsCommand(parent: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(
    parent,
    'import <file>',
    `record the subscriptions of a CSV file, which the schedule then reads; ${maxRows} rows at a time, all or none`,
  )
    .addOption(createChoiceOption('--format <format>', 'format of the file; a list by default', formats))
    .option('--register-users', 'register users who are not registered')
    .option('--dry-run', 'only check the file')
    .action((file: string, options: ImportOptions) =>
      withApp(environment, options, 'Mutation.importSubscriptions', async (ctx) => {
        const { format = 'LIST', registerUsers = false, dryRun = false } = options
        const counts = await importFile(ctx, await readFile(file, 'utf8'), { format, registerUsers, dryRun })
        printFields(counts, options.json)
      }),
    )
}

/** Imports a file of any length in parts. It can be repeated after an error: what is recorded stays as it is. */
async function importFile(
  ctx: Context,
  text: string,
  mode: Omit<ImportSubscriptionsInput, 'csv'>,
): Promise<Record<string, number>> {
  const parsed = readCsv(text)
  if (!parsed.ok) throw new CommandError(`row ${parsed.row}: ${parsed.reason}`)
  const [head, ...records] = parsed.records
  const totals: Record<string, number> = {}
  // A file without rows is one part, whose import says so.
  for (let start = 0; start === 0 || start < records.length; start += maxRows) {
    const part = [...(head === undefined ? [] : [head]), ...records.slice(start, start + maxRows)]
    const csv = part.map(({ cells }) => formatCsvRecord(cells)).join('')
    const { counts, errors, problem } = await importSubscriptions(ctx, { csv, ...mode })
    if (problem !== null && errors.length === 0) throw toCommandError(problem)
    if (problem !== null) {
      const lines = errors.map((error) => describeError(error, part))
      throw new CommandError([problem.message, ...lines].join('\n'))
    }
    for (const [name, count] of Object.entries(counts ?? {})) totals[name] = (totals[name] ?? 0) + count
  }
  return totals
}

/** The rows of a part are numbered within it; they are reported as the file has them. */
function describeError(
  { row, column, code, message }: SubscriptionImportError,
  part: readonly CsvRecord[],
): string {
  const rowOfFile = row === null ? null : (part[row - 1]?.row ?? row)
  const place = [rowOfFile === null ? '' : `row ${rowOfFile}`, column ?? '']
  return `${[...place.filter((each) => each !== ''), code].join(', ')}: ${message}`
}
