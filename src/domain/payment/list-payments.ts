import {
  positionOf,
  type ListedPayment,
  type PaymentConditions,
  type PaymentParts,
  type PaymentPosition,
  type PaymentSort,
} from '../../db/queries/payment-list.ts'
import { isStorableInstant } from '../../platform/instant.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { Context } from '../context.ts'
import { listPage, type Page, type PageRequest } from '../page.ts'
import { scanPayments } from './scan-payments.ts'

export type PaymentListing = {
  readonly conditions: PaymentConditions
  /** Default: by time of payment. */
  readonly sort?: PaymentSort
  readonly direction: 'asc' | 'desc'
  /** Default: whole payments, and nothing that belongs to them. */
  readonly parts?: PaymentParts
}

/**
 * Lists payments by time of payment or by price, in either direction. A page can have fewer payments than requested although others
 * follow, because a call reads only so many to find those that match.
 */
export async function listPayments(
  ctx: Context,
  { conditions, sort = 'PAID_AT', direction, parts, ...request }: PageRequest & PaymentListing,
): Promise<Page<ListedPayment>> {
  assertSortable(conditions, sort)
  return listPage<ListedPayment, PaymentPosition>(ctx.app.appId, request, {
    list: sort === 'PAID_AT' ? 'payments' : 'payments/price',
    encode: (payment) => encodePosition(positionOf(payment, sort)),
    encodePosition,
    decode: sort === 'PAID_AT' ? parseTimePosition : parsePricePosition,
    read: ({ after, before, limit, reversed }) => {
      const order = reversed === (direction === 'asc') ? 'desc' : 'asc'
      const ends = reversed ? { after: before, before: after } : { after, before }
      return scanPayments(ctx, { conditions, sort, direction: order, ...ends, limit }, parts)
    },
  })
}

/** @throws RequestError `BAD_USER_INPUT`, because amounts of different currencies have no order */
export function assertSortable(conditions: PaymentConditions, sort: PaymentSort): void {
  if (sort !== 'PRICE' || conditions.currencyCode !== undefined) return
  throw new RequestError('BAD_USER_INPUT', 'An order by price requires currencyCode in the filter.')
}

const encodePosition = ({ sortKey, id }: PaymentPosition) => `${sortKey} ${id}`

const uuidPattern = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/.source
const timePattern = new RegExp(`^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z) (${uuidPattern})$`)
const pricePattern = new RegExp(`^(-?\\d{1,18}) (${uuidPattern})$`)

function parseTimePosition(text: string): PaymentPosition | null {
  const [, sortKey = '', id = ''] = timePattern.exec(text) ?? []
  return isStorableInstant(new Date(sortKey)) ? { sortKey, id } : null
}

function parsePricePosition(text: string): PaymentPosition | null {
  const [, sortKey, id = ''] = pricePattern.exec(text) ?? []
  return sortKey === undefined ? null : { sortKey, id }
}
