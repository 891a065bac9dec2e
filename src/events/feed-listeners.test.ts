import { expect, test, vi } from 'vitest'
import { makeEvent } from '../../test/support/fake-event-table.ts'
import { createFeedListeners } from './feed-listeners.ts'

const newListener = () => vi.fn<() => void>()

test('a feed takes thousands of listeners without a warning', () => {
  const warnings = vi.spyOn(process, 'emitWarning')
  const listeners = createFeedListeners()
  const added = Array.from({ length: 5_000 }, newListener)
  for (const listener of added) listeners.onAdvance(listener)
  listeners.emit([makeEvent(1)])
  expect(added.every((listener) => listener.mock.calls.length === 1)).toBe(true)
  expect(warnings).not.toHaveBeenCalled()
  warnings.mockRestore()
})

test('a removed listener is not called, and removing it again removes no other one', () => {
  const listeners = createFeedListeners()
  const [first, second] = [newListener(), newListener()]
  const purchaseId = String(makeEvent(1).purchaseId)
  const removeFirst = listeners.onPurchaseChange(purchaseId, first)
  listeners.onPurchaseChange(purchaseId, second)
  removeFirst()
  removeFirst()
  listeners.emit([makeEvent(1)])
  expect(first).not.toHaveBeenCalled()
  expect(second).toHaveBeenCalledTimes(1)
})

test('several events of a purchase call its listeners once', () => {
  const listeners = createFeedListeners()
  const event = makeEvent(1)
  const listener = newListener()
  listeners.onPurchaseChange(String(event.purchaseId), listener)
  listeners.emit([event, event])
  expect(listener).toHaveBeenCalledTimes(1)
})

test('a listener may remove listeners while they are called', () => {
  const listeners = createFeedListeners()
  const event = makeEvent(1)
  const listener = newListener()
  const removePurchaseListener = listeners.onPurchaseChange(String(event.purchaseId), listener)
  const removeAdvanceListener = listeners.onAdvance(() => {
    removeAdvanceListener()
    removePurchaseListener()
  })
  listeners.emit([event])
  expect(listener).not.toHaveBeenCalled()
})
