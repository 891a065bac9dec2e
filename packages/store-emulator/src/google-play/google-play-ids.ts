import { randomBytes } from 'node:crypto'
import { randomDigits } from '../random-id.ts'

export function createPurchaseToken(): string {
  const letters = Array.from(randomBytes(24), (byte) => String.fromCharCode(97 + (byte % 26))).join('')
  return `${letters}.AO-J1O${randomBytes(54).toString('base64url')}`
}

export function createGoogleOrderId(): string {
  return `GPA.${randomDigits(4)}-${randomDigits(4)}-${randomDigits(4)}-${randomDigits(5)}`
}
