import postgres from 'postgres'
import type { BenchEnvironment } from './bench-environment.ts'

/** A database of its own on the server of the environment. */
export type BenchDatabase = {
  readonly environment: BenchEnvironment
  readonly drop: () => Promise<void>
}

export async function createBenchDatabase(
  environment: BenchEnvironment,
  name: string,
): Promise<BenchDatabase> {
  const run = async (statement: string) => {
    const sql = postgres(environment.databaseUrl, { max: 1, onnotice: () => undefined })
    await sql.unsafe(statement).finally(() => sql.end())
  }
  await run(`create database "${name}"`)
  const url = new URL(environment.databaseUrl)
  url.pathname = `/${name}`
  return {
    environment: { ...environment, databaseUrl: url.href },
    drop: () => run(`drop database if exists "${name}" with (force)`),
  }
}
