import { isUniqueViolation } from '../../db/errors.ts'
import { insertNote, selectNote, selectNotesOf, type NoteSubject } from '../../db/queries/notes.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { selectUserByExternalId } from '../../db/queries/users.ts'
import { decodeId, encodeId, newUuid } from '../../platform/ids.ts'
import { hasDirectionOverride } from '../../platform/text.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import type { NoteRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { paymentNotFound } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { listNewestFirst } from '../list-newest-first.ts'
import type { Page } from '../page.ts'

export type AddNoteInput = {
  readonly paymentId: string | null
  /** The id of the user in the developer's system. */
  readonly userId: string | null
  readonly text: string
  readonly idempotencyKey: string | null
}

type AddNoteResult = { readonly note: NoteRow; readonly replayed: boolean }

/** Notes of one payment or user. */
export const maxNotes = 200

/** Adds a note to a payment or a user. The audit log has no text of it, because erasing the user removes the text. */
export async function addNote(ctx: Context, input: AddNoteInput): Promise<Outcome<AddNoteResult>> {
  const problem = checkInput(input)
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const { text, idempotencyKey } = input
  const subject = await findSubject(ctx, input)
  if ('problem' in subject) return subject
  const record = createIdempotencyRecord(ctx.caller, {
    operation: 'addNote',
    key: idempotencyKey,
    userId: '',
    args: { subject: subject.id, text },
  })
  const replayed = await findReplayed(ctx, record)
  if (replayed !== null) return replayed
  const id = newUuid()
  const action = createOperatorAction(ctx, {
    action: subject.kind === 'payments' ? 'addNote' : 'addNoteToUser',
    changes: { after: { note: encodeId('nte', id) } },
    idempotencyRecord: record,
  })
  try {
    const note = await insertNote(ctx.db, { appId, id, subject, text, maxNotes, action })
    return note === null ? { problem: tooManyNotes() } : { note, replayed: false, problem: null }
  } catch (error) {
    const concurrent = isUniqueViolation(error) ? await findReplayed(ctx, record) : null
    if (concurrent !== null) return concurrent
    throw error
  }
}

/** The notes of a payment or a user, newest first. */
export function listNotes(
  ctx: Context,
  subject: NoteSubject,
  page: { readonly first: number | null; readonly after: string | null },
): Promise<Page<NoteRow>> {
  const { appId } = ctx.app
  return listNewestFirst(appId, `notes of ${subject.id}`, page, (span) =>
    selectNotesOf(ctx.db, appId, subject, span),
  )
}

function checkInput({ paymentId, userId, text, idempotencyKey }: AddNoteInput): Problem | null {
  const hasOneSubject = (paymentId === null) !== (userId === null)
  return firstProblem(
    hasOneSubject ? null : invalidInput('paymentId', 'Give either paymentId or userId.'),
    userId === null ? null : checkText(userId, ['userId'], { min: 1, max: 200 }),
    checkText(text, ['text'], { min: 1, max: 1_000 }),
    text.trim() === '' ? invalidInput('text', 'text must not be blank') : null,
    hasDirectionOverride(text)
      ? invalidInput('text', 'text must not contain characters that change its direction')
      : null,
    checkIdempotencyKey(idempotencyKey),
  )
}

async function findSubject(
  ctx: Context,
  { paymentId, userId }: AddNoteInput,
): Promise<NoteSubject | { readonly problem: Problem }> {
  const { appId } = ctx.app
  if (userId === null) {
    const id = decodeId('pay', paymentId ?? '')
    const payment = id === null ? null : await selectPayment(ctx.db, appId, id)
    return payment === null ? paymentNotFound() : { kind: 'payments', id: payment.id }
  }
  const user = await selectUserByExternalId(ctx.db, appId, userId)
  if (user !== null) return { kind: 'users', id: user.id }
  return { problem: createProblem('USER_NOT_REGISTERED', 'The AppKey has no such user.', ['userId']) }
}

/** The note of an earlier call with the same idempotency key; null if there was none. */
async function findReplayed(
  ctx: Context,
  record: ReturnType<typeof createIdempotencyRecord>,
): Promise<Outcome<AddNoteResult> | null> {
  const use = await findKeyUse(ctx, record)
  if (use === null || use.problem !== null) return use
  const note = await selectNote(ctx.db, ctx.app.appId, use.resourceId)
  return note === null ? null : { note, replayed: true, problem: null }
}

function tooManyNotes(): Problem {
  return invalidInput('text', `No more than ${maxNotes} notes are kept, and none on an erased user.`)
}

function invalidInput(field: string, message: string): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
