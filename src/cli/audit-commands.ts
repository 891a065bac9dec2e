import { InvalidArgumentError, type Command } from 'commander'
import { encodeSubjectId } from '../domain/audit/audit-actions.ts'
import { formatAuditHead, parseAuditHead } from '../domain/audit/audit-head.ts'
import { formatActor } from '../domain/audit/audit-origin.ts'
import { eachAuditEntry } from '../domain/audit/each-audit-entry.ts'
import { listAuditLog } from '../domain/audit/list-audit-log.ts'
import { revealPersonalValues } from '../domain/audit/reveal-personal-values.ts'
import { verifyAuditChain, type AuditVerification } from '../domain/audit/verify-audit-chain.ts'
import { listAuditedApps } from '../domain/app/list-audited-apps.ts'
import type { Services } from '../domain/context.ts'
import type { AuditEntryRow } from '../domain/models.ts'
import { decodeId, encodeId, installationId } from '../platform/ids.ts'
import { addAppCommand, addCommand, type AppOption, type JsonOption } from './options.ts'
import { CommandError, printJsonLine, printRows, toCommandError, type Fields } from './output.ts'
import { readAuditHeads, type KnownHead } from './read-audit-heads.ts'
import { withApp, withServices, type EnvironmentVariables } from './with-services.ts'

const maxEntries = 100

type ListOptions = AppOption & {
  readonly subject?: string
  readonly action?: string
  readonly actor?: string
}
type VerifyOptions = JsonOption & {
  readonly app?: string
  readonly from?: bigint
  readonly head?: KnownHead
  readonly heads?: string
}
type ExportOptions = { readonly app?: string; readonly from?: bigint }

export function addAuditCommands(program: Command, environment: EnvironmentVariables): void {
  const audit = program.command('audit').description('list, verify and export the audit log')
  addListCommand(audit, environment)
  addCommand(audit, 'verify', 'check that no entry was changed, removed or inserted since it was written')
    .option('--app <AppKey>', 'only the entries of this app; "installation" for those about no app')
    .option('--from <position>', 'first position to check; requires --app', parsePosition)
    .option(
      '--head <position:hash>',
      'a head printed earlier, which the log must still contain; requires --app',
      parseHead,
    )
    .option(
      '--heads <file>',
      'what "audit verify --json" printed earlier: the log must still contain all of its heads',
    )
    .action((options: VerifyOptions) => runVerify(environment, options))
  audit
    .command('export')
    .description('print the entries as JSON Lines, oldest first')
    .option('--app <AppKey>', 'entries of this app; without it those about no app')
    .option('--from <position>', 'first position to print', parsePosition)
    .action((options: ExportOptions) => runExport(environment, options))
}

function addListCommand(audit: Command, environment: EnvironmentVariables): void {
  addAppCommand(audit, 'list', `list the newest ${maxEntries} changes of an app, newest first`)
    .option('--subject <id>', 'only changes of the object with this ID')
    .option('--action <name>', 'only changes with this name, such as correctPayment')
    .option('--actor <id>', 'only changes by this server key or operator')
    .action((options: ListOptions) =>
      withApp(environment, options, 'Query.auditLog', async (ctx) => {
        const { edges } = await listAuditLog(ctx, {
          subjectId: options.subject ?? null,
          action: options.action ?? null,
          actorKind: null,
          actorId: options.actor ?? null,
          actorName: null,
          occurredFrom: null,
          occurredTo: null,
          first: maxEntries,
          after: null,
        })
        const names = ['position', 'occurredAt', 'actor', 'action', 'subjectId', 'reason', 'changes']
        printRows(
          names,
          edges.map(({ node }) => toListedFields(node)),
          options.json,
        )
      }),
    )
}

function toListedFields(entry: AuditEntryRow): Fields {
  return {
    position: entry.position === null ? null : Number(entry.position),
    occurredAt: entry.occurredAt.toISOString(),
    actor: formatActor({ kind: entry.actorKind, id: entry.actorId, name: entry.actorName }),
    action: entry.action,
    subjectId: encodeSubjectId(entry),
    reason: entry.reason,
    changes: JSON.stringify(revealPersonalValues(entry)),
  }
}

async function runVerify(environment: EnvironmentVariables, options: VerifyOptions): Promise<void> {
  const { app, from = 1n } = options
  const heads = readKnownHeads(options)
  await withServices(environment, async (services) => {
    const appIds = app === undefined ? listVerifiedApps(services, heads) : [decodeApp(app)]
    const rows: Fields[] = []
    for await (const appId of appIds) {
      const knownHead = heads.get(appId) ?? null
      rows.push(toVerifiedFields(appId, await verifyAuditChain(services, { appId, from, knownHead })))
    }
    printRows(['app', 'result', 'checked', 'head', 'position', 'entry', 'message'], rows, options.json)
    const broken = rows.filter(({ result }) => result !== 'OK').length
    if (broken > 0) throw new CommandError(`The audit log is broken: ${broken} of ${rows.length} chains.`)
  })
}

/**
 * The heads that the log must still contain, by app id.
 * @throws CommandError if one of them would not be compared
 */
function readKnownHeads({ app, from = 1n, head, heads }: VerifyOptions): ReadonlyMap<string, KnownHead> {
  if (app === undefined && (from !== 1n || head !== undefined)) {
    throw new CommandError('--from and --head require --app.')
  }
  if (heads !== undefined && app !== undefined)
    throw new CommandError('--heads is for all apps: leave out --app.')
  if (heads !== undefined) {
    return new Map([...readAuditHeads(heads)].map(([name, known]) => [decodeApp(name), known]))
  }
  if (app === undefined || head === undefined) return new Map()
  if (head.position < from) {
    throw new CommandError('--head must not be before --from, because it would not be compared.')
  }
  return new Map([[decodeApp(app), head]])
}

/** All chains, also those of which nothing but an earlier head is left. */
async function* listVerifiedApps(
  services: Services,
  heads: ReadonlyMap<string, KnownHead>,
): AsyncGenerator<string, void, void> {
  const left = new Set(heads.keys())
  for await (const appId of listAuditedApps(services)) {
    left.delete(appId)
    yield appId
  }
  yield* left
}

function toVerifiedFields(appId: string, { fault, checkedCount, head }: AuditVerification): Fields {
  return {
    app: encodeApp(appId),
    result: fault?.kind ?? 'OK',
    checked: checkedCount,
    head: head === null ? null : formatAuditHead(head),
    position: fault?.position == null ? null : Number(fault.position),
    entry: fault?.entryId == null ? null : encodeId('aud', fault.entryId),
    message: fault?.message ?? null,
  }
}

async function runExport(
  environment: EnvironmentVariables,
  { app, from = 1n }: ExportOptions,
): Promise<void> {
  await withServices(environment, async (services) => {
    const appId = app === undefined ? installationId : decodeApp(app)
    for await (const entry of eachAuditEntry(services, { appId, from })) {
      const { position, hash, actorKind, actorId, actorName, personalValues: _, appId: __, ...fields } = entry
      const line = {
        ...fields,
        app: encodeApp(appId),
        id: encodeId('aud', entry.id),
        position: Number(position),
        hash: hash === null ? null : Buffer.from(hash).toString('hex'),
        actor: { kind: actorKind, id: actorId, name: actorName },
        subjectId: encodeSubjectId(entry),
        changes: revealPersonalValues(entry),
      }
      printJsonLine(line)
    }
  })
}

const installationName = 'installation'

function encodeApp(appId: string): string {
  return appId === installationId ? installationName : encodeId('ak', appId)
}

function decodeApp(text: string): string {
  const appId = text === installationName ? installationId : decodeId('ak', text)
  if (appId !== null) return appId
  throw toCommandError({ code: 'INVALID_INPUT', message: 'AppKey not found.', field: ['app'] })
}

function parsePosition(text: string): bigint {
  if (!/^[1-9]\d{0,17}$/.test(text)) throw new InvalidArgumentError('It must be a positive integer.')
  return BigInt(text)
}

function parseHead(text: string): KnownHead {
  const head = parseAuditHead(text)
  if (head === null) throw new InvalidArgumentError('It must have the form <position>:<hash>.')
  return head
}
