import type { ConsumeRow, PaymentRow } from '../models.ts'

export type ConsumeResult = {
  readonly consume: ConsumeRow
  readonly payment: PaymentRow
  readonly replayed: boolean
}
