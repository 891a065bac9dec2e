import postgres, { type Sql } from 'postgres'

/** A statement that a connection has executed. */
export type Executed = { readonly text: string; readonly parameters: readonly unknown[] }

export type PlanNode = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly PlanNode[]
}

/** One connection that notes its statements, with the settings of the server's connections. */
export async function connectRecorded(url: string, executed: Executed[]): Promise<Sql> {
  const sql = postgres(url, {
    max: 1,
    debug: (_connection, text, parameters) => executed.push({ text, parameters: [...parameters] }),
  })
  for (const setting of ['enable_seqscan', 'enable_bitmapscan', 'jit'])
    await sql.unsafe(`set ${setting} = off`)
  return sql
}

/** One connection that notes the plans of its statements and of those within functions. The user has to be a superuser. */
export async function connectExplained(url: string, plans: PlanNode[]): Promise<Sql> {
  const onnotice = ({ message = '' }: postgres.Notice) => {
    const [, text] = /plan:\n(.+)$/s.exec(message) ?? []
    if (text !== undefined) plans.push((JSON.parse(text) as { readonly Plan: PlanNode }).Plan)
  }
  const sql = postgres(url, { max: 1, onnotice })
  await sql.unsafe(`
    load 'auto_explain';
    set auto_explain.log_min_duration = 0;
    set auto_explain.log_nested_statements = on;
    set auto_explain.log_analyze = on;
    set auto_explain.log_buffers = on;
    set auto_explain.log_timing = off;
    set auto_explain.log_format = json;
    set client_min_messages = log`)
  return sql
}

/** Executes a statement again, and returns how. */
export async function explain(sql: Pick<Sql, 'unsafe'>, { text, parameters }: Executed): Promise<PlanNode> {
  const explained = await sql.unsafe(
    `explain (analyze, buffers, timing off, summary off, format json) ${text}`,
    [...parameters] as string[],
    { prepare: true },
  )
  const [row] = explained as unknown as [{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }]
  return row['QUERY PLAN'][0].Plan
}

/** A plan and everything below it. */
export function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}

export const buffersOf = (plan: PlanNode) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
