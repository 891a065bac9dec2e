import { createServerClient } from '../support/purchase-client.ts'
import { dayMs, hourMs, minuteMs } from '../support/time.ts'
import { describe, expect, openReviewTest as test, vi } from './refund-review-fixture.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const reason = 'The player spent the coins.'

describe('the list of reviews', () => {
  const text = `query ($filter: RefundReviewFilter, $orderBy: RefundReviewOrder, $first: Int, $after: Cursor) {
    refundReviews(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes { id status } edges { cursor } pageInfo { hasNextPage endCursor } } }`

  test('the list is paged in either order, and filtered', async ({ admin, notifications, openReview }) => {
    // Everything older has ended.
    await notifications.advanceTime(dayMs + minuteMs)
    const google = await openReview('GOOGLE_PLAY')
    await notifications.advanceTime(hourMs)
    const apple = await openReview('APP_STORE')
    const readPage = async (variables: object) => (await admin.query(text, { ...variables })).refundReviews
    const open = { status: ['PENDING'] }
    const newest = await readPage({ filter: open })
    expect(newest.nodes.map(({ id }) => id)).toEqual([apple.review.id, google.review.id])
    const nearest = { filter: open, orderBy: 'DEADLINE_ASC', first: 1 }
    const page = await readPage(nearest)
    expect(page.nodes.map(({ id }) => id)).toEqual([apple.review.id])
    expect(page.pageInfo.hasNextPage).toBe(true)
    const next = await readPage({ ...nearest, after: page.pageInfo.endCursor })
    expect(next.nodes.map(({ id }) => id)).toEqual([google.review.id])
    expect(next.pageInfo.hasNextPage).toBe(false)
    const ofPayment = await readPage({ filter: { paymentId: google.purchase.payment.id } })
    expect(ofPayment.nodes.map(({ id }) => id)).toEqual([google.review.id])
    const before = { ...open, deadlineBefore: google.review.deadline }
    expect((await readPage({ filter: before })).nodes.map(({ id }) => id)).toEqual([apple.review.id])
    expect((await readPage({ filter: { ...open, store: ['ONE_STORE'] } })).nodes).toEqual([])
    expect(await admin.queryErrorCodes(text, { after: page.pageInfo.endCursor })).toEqual(['BAD_USER_INPUT'])
    expect(await admin.queryErrorCodes(text, { filter: { paymentId: 'x' } })).toEqual(['BAD_USER_INPUT'])
  })
})

describe('visibility', () => {
  const byId = 'query ($id: ID!) { refundReview(id: $id) { id } node(id: $id) { id } }'

  test('a server key sees the reviews of its AppKey only', async ({
    server,
    admin,
    otherProject,
    openReview,
  }) => {
    const { review } = await openReview()
    const found = { refundReview: { id: review.id }, node: { id: review.id } }
    expect(await admin.query(byId, { id: review.id })).toEqual(found)
    const other = createServerClient(server, otherProject)
    expect(await other.query(byId, { id: review.id })).toEqual({ refundReview: null, node: null })
    expect(await other.query('{ refundReviews { nodes { id } } }')).toEqual({ refundReviews: { nodes: [] } })
    expect(await other.query('{ refundReviewStatistics { count } }')).toEqual({ refundReviewStatistics: [] })
    const input = { reviewId: review.id, answer: 'GRANT', reason } as const
    expect(await other.mutate('answerRefundReview', input)).toMatchObject({
      refundReview: null,
      problem: { code: 'REFUND_REVIEW_NOT_FOUND' },
    })
  })

  test('a client sees no reviews, and a key below ADMIN cannot answer', async ({
    server,
    admin,
    buyer,
    openReview,
  }) => {
    const { purchase, review } = await openReview()
    const ofPayment = 'query ($id: ID!) { payment(id: $id) { refundReviews { id } } }'
    expect(await buyer.client.query(ofPayment, { id: purchase.payment.id })).toEqual({
      payment: { refundReviews: [] },
    })
    const node = 'query ($id: ID!) { node(id: $id) { id } }'
    expect(await buyer.client.query(node, { id: review.id })).toEqual({ node: null })
    expect(await buyer.client.queryErrorCodes('{ refundReviews { nodes { id } } }')).toEqual(['FORBIDDEN'])
    const created = await admin.mutate('createServerKey', { name: 'game', role: 'GAME_SERVER' })
    const game = createServerClient(server, { ...server.project, serverKey: created.secret ?? '' })
    const input = { reviewId: review.id, answer: 'GRANT', reason } as const
    expect(await game.mutationErrorCodes('answerRefundReview', input)).toEqual(['FORBIDDEN'])
    expect(await game.query(node, { id: review.id })).toEqual({ node: { id: review.id } })
  })
})
