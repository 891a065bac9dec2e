import { createCoinslot, type Bridge, type Coinslot, type SheetResult, type Store } from '@coinslot/sdk'
import { emulatorCheckout } from '@coinslot/sdk/bridges'
import type { Session } from '../player-state.ts'
import { fetchUserToken } from './server-calls.ts'

/** The shop of one store. A game for a phone has one of these, with the bridge of its store. */
export function openShop(
  { coinslot, emulatorUrl, player }: Session,
  store: Store,
  onSheet: (state: 'OPEN' | SheetResult['kind']) => void,
): Coinslot {
  return createCoinslot({
    ...coinslot,
    userToken: fetchUserToken,
    bridge: reportSheet(emulatorCheckout({ emulatorUrl, store, customer: player }), onSheet),
    onError: (error) => console.warn(error),
  })
}

/** Reports when the payment sheet opens and closes, for the panel that shows the steps of a purchase. */
const reportSheet = (bridge: Bridge, onSheet: (state: 'OPEN' | SheetResult['kind']) => void): Bridge => ({
  ...bridge,
  open: async (request) => {
    onSheet('OPEN')
    const result = await bridge.open(request)
    onSheet(result.kind)
    return result
  },
})
