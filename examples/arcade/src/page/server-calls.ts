import type { PlayerState, Session } from '../player-state.ts'

/** Calls the game server. Null if it says no. */
async function call<Result>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Result | null> {
  const response = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return response.ok ? ((await response.json()) as Result) : null
}

export const findSession = () => call<Session>('GET', '/api/session')

export const logIn = (player: string) => call<Session>('POST', '/api/login', { player })

export const logOut = () => call('POST', '/api/logout')

/** Pays for a run of the game; false if the player has not enough coins. */
export const payRun = async (): Promise<boolean> =>
  (await call<{ isPaid: boolean }>('POST', '/api/runs'))?.isPaid === true

let cachedToken: string | null = null

/** The token by which Coinslot knows the player. */
export async function fetchUserToken({ isExpired }: { readonly isExpired: boolean }): Promise<string> {
  if (cachedToken === null || isExpired) {
    cachedToken = (await call<{ userToken: string }>('POST', '/api/user-token'))?.userToken ?? null
  }
  return cachedToken ?? ''
}

type StateListeners = {
  /** Gets the state of the player, now and after each change. */
  readonly onState: (state: PlayerState) => void
  /** Is told when the connection is lost, and when it is there again. The browser connects again by itself. */
  readonly onConnection: (isConnected: boolean) => void
}

export function followState({ onState, onConnection }: StateListeners): void {
  const events = new EventSource('/api/live')
  events.onmessage = ({ data }) => onState(JSON.parse(data as string) as PlayerState)
  events.onopen = () => onConnection(true)
  events.onerror = () => onConnection(false)
}
