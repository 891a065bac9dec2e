/** What the doctor has found out about one thing. */
export type Finding = {
  readonly name: string
  readonly status: 'ok' | 'warn' | 'fail'
  readonly message: string
  /** What to do; null if nothing is to do. */
  readonly advice: string | null
}

export const ok = (name: string, message: string): Finding => ({ name, status: 'ok', message, advice: null })

export const warn = (name: string, message: string, advice: string): Finding => ({
  name,
  status: 'warn',
  message,
  advice,
})

export const fail = (name: string, message: string, advice: string): Finding => ({
  name,
  status: 'fail',
  message,
  advice,
})

/** The findings of a check; a check that throws has failed itself. */
export async function runCheck(
  name: string,
  check: () => Promise<readonly Finding[]>,
  advice = 'Fix the cause and run the doctor again.',
): Promise<readonly Finding[]> {
  try {
    return await check()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return [fail(name, `This could not be checked: ${reason}`, advice)]
  }
}
