import type { z } from 'zod'
import { StoreMisconfiguredError, type StoreConnection } from '../contract/store-adapter.ts'

/** @throws StoreMisconfiguredError when the connection was stored by an incompatible version */
export function parseStoredConnection<Settings, Credentials>(
  connection: StoreConnection,
  schemas: { readonly settings: z.ZodType<Settings>; readonly credentials: z.ZodType<Credentials> },
  storeName: string,
): { readonly settings: Settings; readonly credentials: Credentials } {
  const settings = schemas.settings.safeParse(connection.settings)
  const credentials = schemas.credentials.safeParse(connection.credentials ?? null)
  if (settings.success && credentials.success) {
    return { settings: settings.data, credentials: credentials.data }
  }
  throw new StoreMisconfiguredError(
    `The stored ${storeName} connection cannot be read; connect the store again`,
  )
}

export function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
