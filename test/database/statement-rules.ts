import { parse } from 'libpg-query'
import type { Sql } from 'postgres'

/** What a statement does that a database that is distributed by AppKey runs on all nodes, refuses, or runs with another result. */
export type StatementFinding = { readonly rule: StatementRule; readonly tables: readonly string[] }

export type StatementRule =
  /** A table without `app_id = …` in the conditions of its part of the statement; all tables where nothing says which AppKey. */
  | 'app-id'
  /** A table that a part of the statement uses after another one has changed it: it may see what that one wrote. */
  | 'snapshot'
  /** A number that is not drawn from the identity column of the table: nodes draw from sequences of their own. */
  | 'sequence'
  /** Rows addressed by their place in the table. */
  | 'ctid'
  /** A part of the statement that selects no columns. */
  | 'columns'
  /** An update of a row that is inserted twice by a function that is not immutable: a time and an interval depend on the time zone. */
  | 'stable'
  /** An idempotency key that a part of the statement inserts without returning anything: a key that is taken is another error then. */
  | 'returning'

type Node = Readonly<Record<string, unknown>>
type Table = { readonly name: string; readonly alias: string }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const nodeOf = (value: unknown): Node => (isNode(value) ? value : {})

/** The tables that contain rows of AppKeys. */
export async function readTenantTables(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'app_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`
  return new Set(rows.map(({ name }) => name))
}

/** Parses a statement with the parser of PostgreSQL. Tables without `app_id` are not judged. */
export async function findViolations(
  text: string,
  tenantTables: ReadonlySet<string>,
): Promise<StatementFinding[]> {
  const { stmts } = nodeOf(await parse(text))
  const checker = createChecker(tenantTables)
  for (const each of listOf(stmts)) checker.visit(nodeOf(each)['stmt'], new Set(), 'main')
  return checker.findings()
}

function createChecker(tenantTables: ReadonlySet<string>) {
  const withoutAppId = new Set<string>()
  const withRows = new Set<string>()
  let namesAppKey = false
  const found = new Set<StatementRule>()
  /** The parts of the statement (its CTEs and the main query) that read or change each table. */
  const uses = new Map<string, { readonly part: string; readonly changes: boolean }[]>()
  const note = (table: Table, part: string, changes: boolean) =>
    uses.set(table.name, [...(uses.get(table.name) ?? []), { part, changes }])
  const toTable = (value: unknown, ctes: ReadonlySet<string>): Table[] => {
    const { relname, alias } = nodeOf(value)
    if (typeof relname !== 'string' || ctes.has(relname) || !tenantTables.has(relname)) return []
    const { aliasname } = nodeOf(alias)
    return [{ name: relname, alias: typeof aliasname === 'string' ? aliasname : relname }]
  }
  const tablesOfFrom = (value: unknown, ctes: ReadonlySet<string>): Table[] => {
    const { RangeVar, JoinExpr } = nodeOf(value)
    if (JoinExpr === undefined) return toTable(RangeVar, ctes)
    const { larg, rarg } = nodeOf(JoinExpr)
    return [...tablesOfFrom(larg, ctes), ...tablesOfFrom(rarg, ctes)]
  }
  const requireAppId = (tables: readonly Table[], conditions: readonly unknown[]) => {
    const compared = readComparisons(conditions)
    if (compared.namesAppKey) namesAppKey = true
    for (const { name, alias } of tables) {
      withRows.add(name)
      if (!compared.aliases.has(alias) && !compared.aliases.has('')) withoutAppId.add(name)
    }
  }
  const visitStatement = (kind: string, statement: Node, outer: ReadonlySet<string>, part: string) => {
    const ctes = new Set(outer)
    for (const each of listOf(nodeOf(statement['withClause'])['ctes'])) {
      const { ctename, ctequery } = nodeOf(nodeOf(each)['CommonTableExpr'])
      if (typeof ctename !== 'string') continue
      if (selectsNothing(ctequery)) found.add('columns')
      // A recursive one names itself.
      visit(ctequery, new Set([...ctes, ctename]), `${part}/${ctename}`)
      ctes.add(ctename)
    }
    const target = toTable(statement['relation'], ctes)
    for (const table of target) note(table, part, true)
    const from = [...listOf(statement['fromClause']), ...listOf(statement['usingClause'])]
    const read = from.flatMap((each) => tablesOfFrom(each, ctes))
    for (const table of read) note(table, part, false)
    if (kind === 'InsertStmt') checkInsert(statement, target, part)
    else requireAppId([...target, ...read], [statement['whereClause'], ...from])
    // A side of a set operation is a statement without the name of its kind.
    const { withClause: _with, relation: _relation, larg, rarg, ...rest } = statement
    for (const side of [larg, rarg]) if (isNode(side)) visitStatement('SelectStmt', side, ctes, part)
    visit(rest, ctes, part)
  }
  const checkInsert = (statement: Node, target: readonly Table[], part: string) => {
    const storesKey = target.some(({ name }) => name === 'idempotency_keys')
    if (storesKey && part !== 'main' && statement['returningClause'] === undefined) found.add('returning')
    const columns = listOf(statement['cols']).map((each) => nodeOf(nodeOf(each)['ResTarget'])['name'])
    for (const { name } of target) if (!columns.includes('app_id')) withoutAppId.add(name)
    if (insertsValue(statement, columns.indexOf('app_id'))) namesAppKey = true
    if (columns.includes('insert_seq')) found.add('sequence')
    if (target.length > 0 && movesTime(statement['onConflictClause'])) found.add('stable')
  }
  const visit = (value: unknown, ctes: ReadonlySet<string>, part: string): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, ctes, part)
      return
    }
    for (const [kind, child] of Object.entries(nodeOf(value))) {
      if (isStatement(kind) && isNode(child)) visitStatement(kind, child, ctes, part)
      else {
        if (kind === 'FuncCall' && /"nextval"/.test(JSON.stringify(nodeOf(child)['funcname'])))
          found.add('sequence')
        if (kind === 'ColumnRef' && columnOf(child).name === 'ctid') found.add('ctid')
        visit(child, ctes, part)
      }
    }
  }
  return {
    visit,
    findings: (): StatementFinding[] => {
      // The parts run in the order of the text.
      const shared = [...uses].filter(([, each]) =>
        each.some(
          ({ part, changes }, index) => changes && each.slice(index + 1).some((later) => later.part !== part),
        ),
      )
      const unbound = namesAppKey ? withoutAppId : new Set([...withRows, ...withoutAppId])
      return [
        ...(unbound.size === 0 ? [] : [{ rule: 'app-id' as const, tables: [...unbound].toSorted() }]),
        ...(shared.length === 0
          ? []
          : [{ rule: 'snapshot' as const, tables: shared.map(([name]) => name).toSorted() }]),
        ...[...found].map((rule) => ({ rule, tables: [] })),
      ]
    },
  }
}

function selectsNothing(query: unknown): boolean {
  const { SelectStmt } = nodeOf(query)
  const { targetList, valuesLists, larg } = nodeOf(SelectStmt)
  return [targetList, valuesLists, larg].every((each) => each === undefined) && SelectStmt !== undefined
}

/** Whether an interval is added to something, or subtracted from it, other than a time at a named time zone. */
function movesTime(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(movesTime)
  const { name, lexpr, rexpr } = nodeOf(nodeOf(value)['A_Expr'])
  const isMove =
    /"sval":"[+-]"/.test(JSON.stringify(name ?? '')) && JSON.stringify(rexpr ?? '').includes('"interval"')
  const isInZone = JSON.stringify(nodeOf(lexpr)['FuncCall'] ?? '').includes('"timezone"')
  return (isMove && !isInZone) || Object.values(nodeOf(value)).some(movesTime)
}

/** Whether the inserted rows have a value in this column that no other table has. */
function insertsValue({ selectStmt }: Node, column: number): boolean {
  const { valuesLists, targetList } = nodeOf(nodeOf(selectStmt)['SelectStmt'])
  const rows = listOf(valuesLists).map((each) => listOf(nodeOf(nodeOf(each)['List'])['items']))
  const values = [...rows, listOf(targetList)].flatMap((row) => row.slice(column, column + 1))
  return (
    column >= 0 &&
    values.length > 0 &&
    values.every((value) => !JSON.stringify(value).includes('"ColumnRef"'))
  )
}

const isStatement = (kind: string) => ['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt'].includes(kind)

function columnOf(reference: unknown): { readonly qualifier: string; readonly name: string } {
  const names = listOf(nodeOf(reference)['fields']).map((each) => nodeOf(nodeOf(each)['String'])['sval'])
  const [first = '', second] = names.map((each) => (typeof each === 'string' ? each : ''))
  return second === undefined ? { qualifier: '', name: first } : { qualifier: first, name: second }
}

type Comparisons = {
  /** The aliases whose `app_id` the conditions compare for equality; an empty text for one without an alias. */
  readonly aliases: ReadonlySet<string>
  /** Whether one is compared with something else than the `app_id` of another table. */
  readonly namesAppKey: boolean
}

function readComparisons(conditions: readonly unknown[]): Comparisons {
  const aliases = new Set<string>()
  let namesAppKey = false
  const compare = (...sides: readonly unknown[]) => {
    const found = sides.map(appIdsOf)
    for (const alias of found.flat()) aliases.add(alias)
    // The conditions of a trigger compare with the row that is written.
    const isOfRow = (alias: string) => alias === 'new' || alias === 'old'
    const hasColumn = found.map((side) => side.some((alias) => !isOfRow(alias)))
    if (hasColumn.includes(true) && hasColumn.includes(false)) namesAppKey = true
  }
  const read = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const each of value) read(each)
      return
    }
    for (const [kind, child] of Object.entries(nodeOf(value))) {
      // The conditions of a subquery are those of its own tables.
      if (isStatement(kind)) continue
      if (kind === 'A_Expr' && isEquality(child)) compare(nodeOf(child)['lexpr'], nodeOf(child)['rexpr'])
      if (kind === 'SubLink') compare(nodeOf(child)['testexpr'])
      if (kind === 'usingClause' && JSON.stringify(child).includes('"app_id"')) aliases.add('')
      read(child)
    }
  }
  read(conditions)
  return { aliases, namesAppKey }
}

/** The aliases of the columns `app_id` in a side of a comparison, which may be a row or a list. */
function appIdsOf(side: unknown): readonly string[] {
  const { ColumnRef, RowExpr, List } = nodeOf(side)
  const { qualifier, name } = columnOf(ColumnRef)
  const parts = [...listOf(nodeOf(RowExpr)['args']), ...listOf(nodeOf(List)['items'])]
  return [...(name === 'app_id' ? [qualifier] : []), ...parts.flatMap(appIdsOf)]
}

function isEquality(expression: unknown): boolean {
  const { kind, name } = nodeOf(expression)
  const [operator] = listOf(name).map((each) => nodeOf(nodeOf(each)['String'])['sval'])
  return operator === '=' && ['AEXPR_OP', 'AEXPR_OP_ANY', 'AEXPR_IN'].includes(String(kind))
}
