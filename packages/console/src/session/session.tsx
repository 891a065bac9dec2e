import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { authApi, AuthError, type SessionAnswer, type SignedInOperator } from '../api/auth-api.ts'

export type SessionState =
  | { readonly kind: 'LOADING' }
  | { readonly kind: 'SIGNED_OUT' }
  | { readonly kind: 'UNREACHABLE' }
  | { readonly kind: 'SIGNED_IN'; readonly operator: SignedInOperator; readonly isEnded: boolean }

export type Session = {
  readonly state: SessionState
  /** Grows with each sign-in, so that what failed for want of a session is requested again. */
  readonly generation: number
  /** Reads the session again, for example after a sign-in. */
  refresh: () => Promise<void>
  /** Checks whether a refused call means that the session has ended. */
  check: () => void
  signOut: () => Promise<void>
}

const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = use(SessionContext)
  if (session === null) throw new Error('The session is provided by SessionProvider.')
  return session
}

/** The operator of a page that is shown only after the sign-in. */
export function useOperator(): SignedInOperator {
  const { state } = useSession()
  if (state.kind !== 'SIGNED_IN') throw new Error('The page needs an operator.')
  return state.operator
}

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: 'LOADING' })
  const [generation, setGeneration] = useState(0)
  const apply = useCallback((answer: SessionAnswer | 'SIGNED_OUT' | 'UNREACHABLE') => {
    setGeneration((current) => current + 1)
    setState((current) => toState(current, answer))
  }, [])
  const refresh = useCallback(() => readSession().then(apply), [apply])
  const check = useCallback(() => {
    void readSession().then((answer) => {
      if (answer === 'SIGNED_OUT') setState(endSession)
    })
  }, [])
  const signOut = useCallback(async () => {
    await authApi.signOut()
    window.location.assign('/console/')
  }, [])
  useEffect(() => {
    void readSession().then(apply)
  }, [apply])
  const session = useMemo(
    () => ({ state, generation, refresh, check, signOut }),
    [state, generation, refresh, check, signOut],
  )
  return <SessionContext value={session}>{children}</SessionContext>
}

async function readSession(): Promise<SessionAnswer | 'SIGNED_OUT' | 'UNREACHABLE'> {
  try {
    return await authApi.session()
  } catch (error) {
    return error instanceof AuthError && error.status === 401 ? 'SIGNED_OUT' : 'UNREACHABLE'
  }
}

/** Another operator must not see the page that the previous one has left. */
function toState(current: SessionState, answer: SessionAnswer | 'SIGNED_OUT' | 'UNREACHABLE'): SessionState {
  if (answer === 'UNREACHABLE') return current.kind === 'SIGNED_IN' ? current : { kind: answer }
  if (answer === 'SIGNED_OUT') return endSession(current)
  if (current.kind === 'SIGNED_IN' && current.operator.id !== answer.operator.id) {
    window.location.assign('/console/')
    return { kind: 'LOADING' }
  }
  return { kind: 'SIGNED_IN', operator: answer.operator, isEnded: false }
}

const endSession = (current: SessionState): SessionState =>
  current.kind === 'SIGNED_IN' ? { ...current, isEnded: true } : { kind: 'SIGNED_OUT' }
