import { addNote } from '../../domain/note/add-note.ts'
import { encodeId } from '../../platform/ids.ts'
import type { MutationResolvers, NoteResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const noteMutations = {
  addNote: async (_, { input }, context) => {
    const { paymentId = null, userId = null, text, idempotencyKey = null } = input
    const note = { paymentId, userId, text, idempotencyKey }
    return { replayed: false, ...(await addNote(domainOf(context), note)) }
  },
} satisfies MutationResolvers

export const Note = {
  id: ({ id }) => encodeId('nte', id),
  author: ({ authorKind, authorId, authorName }) => ({ kind: authorKind, id: authorId, name: authorName }),
} satisfies NoteResolvers
