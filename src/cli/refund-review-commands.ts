import type { Command } from 'commander'
import { answerRefundReview } from '../domain/refund-review/answer-refund-review.ts'
import { listRefundReviews } from '../domain/refund-review/list-refund-reviews.ts'
import type { RefundReviewRow } from '../domain/models.ts'
import { encodeId } from '../platform/ids.ts'
import { refundReviewAnswers, type RefundReviewAnswer } from '../stores/contract/refund-review.ts'
import {
  addAppCommand,
  createChoiceOption,
  parseReason,
  reasonDescription,
  reasonFlags,
  type AppChangeOption,
  type AppOption,
} from './options.ts'
import { printFields, printRows, toCommandError, type Fields } from './output.ts'
import { withApp, type EnvironmentVariables } from './with-services.ts'

const statuses = ['PENDING', 'ANSWERING', 'ANSWERED', 'EXPIRED', 'FAILED', 'CLOSED'] as const
const maxRows = 100

type ListOptions = AppOption & { readonly status?: (typeof statuses)[number] }
type AnswerOptions = AppChangeOption & {
  readonly answer: RefundReviewAnswer
  readonly reason: string
  readonly customerConsented?: true
}

export function addRefundReviewCommands(program: Command, environment: EnvironmentVariables): void {
  const review = program.command('refund-review').description('list and answer refund reviews')
  addAppCommand(review, 'list', `list refund reviews, nearest deadline first, at most ${maxRows}`)
    .addOption(createChoiceOption('--status <status>', 'only those with this status', statuses))
    .action((options: ListOptions) =>
      withApp(environment, options, 'Query.refundReviews', async (ctx) => {
        const { edges } = await listRefundReviews(ctx, {
          status: options.status === undefined ? null : [options.status],
          store: null,
          paymentId: null,
          deadlineBefore: null,
          orderBy: 'DEADLINE_ASC',
          first: maxRows,
          after: null,
        })
        const names = ['id', 'store', 'status', 'deadline', 'requestReason', 'answer', 'lastError']
        printRows(
          names,
          edges.map(({ node }) => toReviewFields(node)),
          options.json,
        )
      }),
    )
  addAppCommand(review, 'answer <reviewId>', 'answer a refund review; a job sends the answer to the store')
    .addOption(
      createChoiceOption(
        '--answer <answer>',
        'recommendation to the store',
        refundReviewAnswers,
      ).makeOptionMandatory(),
    )
    .requiredOption(reasonFlags, reasonDescription, parseReason)
    .option('--customer-consented', 'the customer has consented to the information being sent')
    .action((reviewId: string, options: AnswerOptions) =>
      withApp(environment, options, 'Mutation.answerRefundReview', async (ctx) => {
        const { answer, reason, customerConsented = null } = options
        const answered = await answerRefundReview(ctx, {
          reviewId,
          answer,
          reason,
          consumptionMilliunits: null,
          customerConsented,
          idempotencyKey: null,
        })
        if (answered.problem !== null) throw toCommandError(answered.problem)
        printFields(toReviewFields(answered.review), options.json)
      }),
    )
}

function toReviewFields(review: RefundReviewRow): Fields {
  const { store, status, requestReason, answer, answeredBy, lastError } = review
  return {
    id: encodeId('rvw', review.id),
    store,
    status,
    requestedAt: review.requestedAt.toISOString(),
    deadline: review.deadlineAt.toISOString(),
    requestReason,
    storeOrderId: review.storeOrderId,
    storeTransactionId: review.storeTransactionId,
    answer,
    answeredBy,
    lastError,
  }
}
