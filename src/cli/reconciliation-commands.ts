import { InvalidArgumentError, type Command } from 'commander'
import type { DiscrepancyRow } from '../domain/models.ts'
import { getReconciliationReport } from '../domain/reconciliation/get-reconciliation-report.ts'
import { ignoreDiscrepancy, reopenDiscrepancy } from '../domain/reconciliation/ignore-discrepancy.ts'
import { listReconciliationDays } from '../domain/reconciliation/list-reconciliation-days.ts'
import { encodeId } from '../platform/ids.ts'
import { storeNames, type StoreName } from '../stores/contract/store-adapter.ts'
import {
  addAppCommand,
  createChoiceOption,
  parseReason,
  reasonDescription,
  reasonFlags,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const dayCount = 31
const dayNames = ['day', 'store', 'runs', 'discrepancies', 'resolved', 'ignored', 'open']
const discrepancyNames = ['id', 'source', 'detectedAt', 'resolvedAt', 'ignoredAt', 'description']

type ReportOptions = AppOption & { readonly day: string; readonly store: StoreName }

export function addReconciliationCommands(program: Command, environment: EnvironmentVariables): void {
  const reconciliation = program
    .command('reconciliation')
    .description('list, ignore and reopen differences from the stores')
  addAppCommand(reconciliation, 'list', `list the days of comparisons, newest first, at most ${dayCount}`)
    .option('--open', 'only days with open discrepancies')
    .action((options: AppOption & { readonly open?: true }) =>
      withApp(environment, options, 'Query.reconciliationDays', async (ctx) => {
        const request = { store: null, openOnly: options.open === true, before: null, dayCount }
        const days = await listReconciliationDays(ctx, request)
        const rows = days.map(({ day, store, runCount, discrepancyCount, ...counts }) => {
          const { resolvedCount: resolved, ignoredCount: ignored } = counts
          const open = discrepancyCount - resolved - ignored
          return { day, store, runs: runCount, discrepancies: discrepancyCount, resolved, ignored, open }
        })
        printRows(dayNames, rows, options.json)
      }),
    )
  addAppCommand(reconciliation, 'show', 'list the discrepancies of a day, open ones first')
    .requiredOption('--day <day>', 'the day in UTC, for example 2027-01-31', parseDay)
    .addOption(createChoiceOption('--store <store>', 'the store', storeNames).makeOptionMandatory())
    .action((options: ReportOptions) =>
      withApp(environment, options, 'Query.reconciliationReport', async (ctx) => {
        const { day, store } = options
        const { discrepancies } = await getReconciliationReport(ctx, { day, store })
        printRows(discrepancyNames, discrepancies.map(toDiscrepancyFields), options.json)
      }),
    )
  for (const [name, description, act] of [
    ['ignore', 'take a discrepancy out of the open ones', ignoreDiscrepancy],
    ['reopen', 'open an ignored discrepancy again', reopenDiscrepancy],
  ] as const) {
    addAppCommand(reconciliation, `${name} <discrepancyId>`, description)
      .requiredOption(reasonFlags, reasonDescription, parseReason)
      .action((discrepancyId: string, options: AppOption & { readonly reason: string }) =>
        withApp(environment, options, `Mutation.${name}Discrepancy`, async (ctx) => {
          const outcome = await act(ctx, { discrepancyId, reason: options.reason })
          if (outcome.problem !== null) throw toCommandError(outcome.problem)
          printFields(toDiscrepancyFields(outcome.discrepancy), options.json)
        }),
      )
  }
}

function toDiscrepancyFields(discrepancy: DiscrepancyRow): Fields {
  const { id, source, detectedAt, resolvedAt, ignoredAt, description } = discrepancy
  return {
    id: encodeId('dcp', id),
    source,
    detectedAt: detectedAt.toISOString(),
    resolvedAt: resolvedAt?.toISOString() ?? null,
    ignoredAt: ignoredAt?.toISOString() ?? null,
    description,
  }
}

function parseDay(text: string): string {
  const time = new Date(`${text}T00:00:00Z`)
  const isDay = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(`${text}T`)
  if (!isDay) throw new InvalidArgumentError('Expected a day such as 2027-01-31.')
  return text
}
