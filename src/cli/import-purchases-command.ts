import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { z } from 'zod'
import type { Context } from '../domain/context.ts'
import { importPurchases, maxImportedPurchases } from '../domain/import/import-purchases.ts'
import type { ImportedPurchase, ImportMode, ImportResult } from '../domain/import/imported-purchase.ts'
import { encodeId } from '../platform/ids.ts'
import { parseJson } from '../platform/json.ts'
import { addAppChangeCommand, type AppChangeOption } from './options.ts'
import { CommandError, printFields, toCommandError } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

type ImportOptions = AppChangeOption & { file: string; compareOnly?: true; recordEvents?: true }

/** A line of the file, with the number under which it is reported. */
type NumberedPurchase = { readonly line: number; readonly purchase: ImportedPurchase }

const time = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullish()
  .transform((value) => value ?? null)

/** The fields of `ImportedPurchaseInput`. */
const lineSchema = z.strictObject({
  userId: z.string(),
  itemId: z.string().nullish(),
  receipt: z.union([
    z.strictObject({ appStore: z.unknown() }).transform(({ appStore }) => toReceipt('APP_STORE', appStore)),
    z
      .strictObject({ googlePlay: z.unknown() })
      .transform(({ googlePlay }) => toReceipt('GOOGLE_PLAY', googlePlay)),
    z.strictObject({ oneStore: z.unknown() }).transform(({ oneStore }) => toReceipt('ONE_STORE', oneStore)),
    z
      .strictObject({ testStore: z.unknown() })
      .transform(({ testStore }) => toReceipt('TEST_STORE', testStore)),
  ]),
  consumedAt: time,
  completedAt: time,
})

function toReceipt(store: ImportedPurchase['store'], receipt: unknown) {
  return { store, receipt }
}

export function addImportPurchasesCommand(program: Command, environment: EnvironmentVariables): void {
  addAppChangeCommand(program, 'import-purchases', 'record purchases that another server delivered')
    .requiredOption('--file <file>', 'JSON Lines: one ImportedPurchaseInput of the API on each line')
    .option('--compare-only', 'only compare the purchases with the records')
    .option('--record-events', 'also write the events of the purchases to the feed')
    .action((options: ImportOptions) =>
      withApp(environment, options, 'Mutation.importPurchases', async (ctx) => {
        const { compareOnly = false, recordEvents = false } = options
        const counts = await importFile(ctx, options.file, { compareOnly, recordEvents })
        printFields(counts, options.json)
      }),
    )
}

/**
 * Imports a file in batches. A result that needs attention is written to the standard error as JSON, and so is the progress. The command
 * can be repeated after an interruption: what is recorded stays as it is.
 */
async function importFile(ctx: Context, file: string, mode: ImportMode): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Infinity })
  let batch: NumberedPurchase[] = []
  let line = 0
  for await (const text of lines) {
    line += 1
    if (text.trim() === '') continue
    batch.push({ line, purchase: parseLine(text, line) })
    if (batch.length < maxImportedPurchases) continue
    await importBatch(ctx, batch, mode, counts)
    batch = []
  }
  if (batch.length > 0) await importBatch(ctx, batch, mode, counts)
  return counts
}

function parseLine(text: string, line: number): ImportedPurchase {
  const parsed = lineSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new CommandError(`line ${line}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is invalid'}`)
  }
  const { userId, itemId = null, receipt, consumedAt, completedAt } = parsed.data
  return { userId, itemId, ...receipt, consumedAt, completedAt }
}

async function importBatch(
  ctx: Context,
  batch: readonly NumberedPurchase[],
  mode: ImportMode,
  counts: Record<string, number>,
): Promise<void> {
  const purchases = batch.map(({ purchase }) => purchase)
  const imported = await importPurchases(ctx, purchases, mode)
  if (imported.problem !== null) throw toCommandError(imported.problem)
  for (const [index, result] of imported.results.entries()) {
    counts[result.outcome] = (counts[result.outcome] ?? 0) + 1
    if (needsAttention(result)) console.error(JSON.stringify(describe(batch[index]?.line ?? 0, result)))
  }
  console.error(`imported up to line ${batch.at(-1)?.line ?? 0}`)
}

function needsAttention({ outcome }: ImportResult): boolean {
  return outcome === 'REJECTED' || outcome === 'DIFFERS' || outcome === 'NOT_RECORDED'
}

function describe(line: number, { outcome, payment, differences, problem }: ImportResult) {
  return {
    line,
    outcome,
    paymentId: payment === null ? null : encodeId('pay', payment.id),
    differences,
    problem: problem === null ? null : { code: problem.code, message: problem.message },
  }
}
