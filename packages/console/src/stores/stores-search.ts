import { stores } from '../format/labels.ts'
import type { Store } from '../generated/operations.ts'

export type StoresSearch = {
  readonly app?: string
  /** The store whose form is open. */
  readonly connect?: Store | undefined
  readonly disconnect?: Store | undefined
  /** The app of the connection that is edited or disconnected. */
  readonly of?: string | undefined
}

export function readStoresSearch({ connect, disconnect, of }: Record<string, unknown>): StoresSearch {
  const find = (value: unknown) => stores.find((store) => store === value)
  return {
    ...(find(connect) === undefined ? {} : { connect: find(connect) }),
    ...(find(disconnect) === undefined ? {} : { disconnect: find(disconnect) }),
    ...(typeof of === 'string' ? { of } : {}),
  }
}
