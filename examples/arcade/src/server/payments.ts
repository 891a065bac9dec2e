import type { CoinslotServer } from '@coinslot/sdk/server'
import type { PlayerStore } from './player-store.ts'

export type PaymentOptions = {
  readonly coinslot: CoinslotServer
  readonly players: PlayerStore
  /** Is called after a player has got or lost something. */
  readonly onChanged: (player: string) => void
  readonly onError: (error: unknown) => void
}

const pollIntervalMs = 250

/** Delivers what is paid, takes back what is refunded, and goes on where the last process ended, however that ended. */
export function followPayments({ coinslot, players, onChanged, onError }: PaymentOptions) {
  const processor = coinslot.processPayments(
    ({ payment, idempotencyKey }) => {
      players.deliver(payment, idempotencyKey)
      onChanged(payment.userId)
    },
    { pollIntervalMs, onError },
  )
  const stopping = new AbortController()
  const followRefunds = async () => {
    const types = ['PAYMENT_REFUNDED', 'PAYMENT_REFUND_REVERSED'] as const
    const { signal } = stopping
    for await (const { type, payment } of coinslot.events({
      consumer: 'arcade',
      types,
      pollIntervalMs,
      signal,
    })) {
      if (payment === null) continue
      players.setRefunded(payment.id, type === 'PAYMENT_REFUNDED')
      onChanged(payment.userId)
    }
  }
  return {
    /** Rejects when the refunds can no longer be followed, for example because the server key was withdrawn. */
    failed: followRefunds(),
    stop: async () => {
      stopping.abort()
      await processor.stop()
    },
  }
}
