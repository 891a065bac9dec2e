/** An error response of the control API or of the Test store: `{error: {code, message, field?}}`. */
export class EmulatorError extends Error {
  readonly status: number
  readonly code: string
  /** Path of the invalid input field, separated by dots. */
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

export type ErrorBody = { error: { code: string; message: string; field?: string } }

export function invalidInput(message: string, field?: string): EmulatorError {
  return new EmulatorError(400, 'INVALID_INPUT', message, field)
}
