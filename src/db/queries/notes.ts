import { and, desc, eq, isNull, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { erasedNotesSql } from '../fragments/erased-notes.ts'
import { auditInsertSql, type OperatorAction } from '../fragments/operator-action.ts'
import { idempotencyInsertSql } from '../fragments/idempotency-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { notes } from '../tables/notes.ts'

export type NoteRow = typeof notes.$inferSelect

/** A note about a payment, or about a user. */
export type NoteSubject = { readonly kind: 'payments' | 'users'; readonly id: string }

export type NewNote = {
  readonly appId: string
  readonly id: string
  readonly subject: NoteSubject
  readonly text: string
  /** Notes that a subject may have. */
  readonly maxNotes: number
  readonly action: OperatorAction
}

const toNote = createRowMapper(notes)

/**
 * Adds a note, with the idempotency key and the audit log. The row of a user is locked, so that no note is added to a user who is being
 * erased. Null if the subject is missing, erased or has as many notes as it may; concurrent calls can exceed that by their number.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function insertNote(db: Db, note: NewNote): Promise<NoteRow | null> {
  const { sql } = db
  const { appId, subject, action } = note
  const isPayment = subject.kind === 'payments'
  const { actor } = action.audit
  const nowText = action.now.toISOString()
  const [row] = await sql`
    with subject as (
      select app_id, id, ${isPayment ? sql`user_id` : sql`id`} as user_id from ${sql(subject.kind)}
      where app_id = ${appId} and id = ${subject.id} ${isPayment ? sql`` : sql`and erased_at is null for share`}
    ), note_insert as (
      insert into notes (app_id, id, payment_id, user_id, text, author_kind, author_id, author_name, created_at)
      select app_id, ${note.id}::uuid, ${isPayment ? sql`id` : sql`null::uuid`}, user_id, ${note.text}, ${actor.kind}, ${actor.id}::text,
             ${actor.name}::text, ${nowText}::timestamptz
      from subject where (select count(*) from ${notesOfSql(db, appId, subject)}) < ${note.maxNotes}
      returning *
    ), idempotency_insert as (${idempotencyInsertSql(db, 'note_insert', action.idempotency, nowText)}
    ), audit_insert as (${auditInsertSql(db, sql`select s.app_id, s.id from subject s, note_insert`, action)})
    select * from note_insert`
  return row === undefined ? null : toNote(row)
}

function notesOfSql({ sql }: Db, appId: string, { kind, id }: NoteSubject) {
  return kind === 'payments'
    ? sql`(select from notes where app_id = ${appId} and payment_id = ${id}) n`
    : sql`(select from notes where app_id = ${appId} and user_id = ${id} and payment_id is null) n`
}

/** Newest first. */
export async function selectNotesOf(
  db: Db,
  appId: string,
  subject: NoteSubject,
  page: { readonly after: string | null; readonly limit: number },
): Promise<NoteRow[]> {
  const isAbout =
    subject.kind === 'payments'
      ? eq(notes.paymentId, subject.id)
      : and(eq(notes.userId, subject.id), isNull(notes.paymentId))
  return db.orm
    .select()
    .from(notes)
    .where(and(eq(notes.appId, appId), isAbout, page.after === null ? undefined : lt(notes.id, page.after)))
    .orderBy(desc(notes.id))
    .limit(page.limit)
}

/** The notes about these payments, newest first, at most `limit` of each. */
export async function selectNotesOfPayments(
  { sql }: Db,
  appId: string,
  paymentIds: readonly string[],
  limit: number,
): Promise<NoteRow[]> {
  const rows = await sql`
    select newest.*
    from unnest(${[...new Set(paymentIds)]}::uuid[]) as payment (id)
    cross join lateral (
      select * from notes n where n.app_id = ${appId} and n.payment_id = payment.id order by n.id desc limit ${limit}
    ) newest
    order by newest.id desc`
  return rows.map(toNote)
}

export async function selectNote(db: Db, appId: string, id: string): Promise<NoteRow | null> {
  const [row] = await db.orm
    .select()
    .from(notes)
    .where(and(eq(notes.appId, appId), eq(notes.id, id)))
  return row ?? null
}

/** Removes the texts of the notes about an erased user. Repeated after the erasure, for notes that were being added meanwhile. */
export async function eraseNotes(
  db: Db,
  { appId, userId }: { readonly appId: string; readonly userId: string },
  now: Date,
): Promise<void> {
  const { sql } = db
  await erasedNotesSql(db, appId, {
    userIds: sql`select ${userId}::uuid`,
    paymentIds: sql`select id from payments where app_id = ${appId} and user_id = ${userId}`,
    nowText: now.toISOString(),
  })
}
