/** What the caller of the control API or of the Test store did wrong; becomes `{error: {code, message, field?}}`. */
export class EmulatorError extends Error {
  readonly status: number
  readonly code: string
  /** The input's field that is wrong, as a dotted path. */
  readonly field: string | undefined

  constructor(status: number, code: string, message: string, field?: string) {
    super(message)
    this.status = status
    this.code = code
    this.field = field
  }

  toBody(): ErrorBody {
    const field = this.field === undefined ? {} : { field: this.field }
    return { error: { code: this.code, message: this.message, ...field } }
  }
}

/** The one shape of every error of the control API and of the Test store. */
export type ErrorBody = { error: { code: string; message: string; field?: string } }

export function invalidInput(message: string, field?: string): EmulatorError {
  return new EmulatorError(400, 'INVALID_INPUT', message, field)
}
