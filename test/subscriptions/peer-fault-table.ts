/** A fault of other services and plugins for subscriptions, and the test that proves that it is not here. */
export type PeerFault = {
  readonly fault: string
  /** Where its users or its source tell of it. */
  readonly seenAt: string
  readonly file: string
  /** A part of the test's title that occurs in the file. */
  readonly test: string
}

const renewals = 'google-play-renewal-scenarios.ts'
const changes = 'google-play-change-scenarios.ts'
const outages = 'google-play-outage-scenarios.ts'
const appStore = 'app-store-scenarios.ts'
const own = 'peer-faults.test.ts'
const entitlements = '../entitlements/user-entitlements.test.ts'

export const peerFaults: readonly PeerFault[] = [
  {
    fault: 'The order of arrival overwrites a newer state.',
    seenAt: 'mx-space/core#2813',
    file: own,
    test: 'an older answer that arrives later does not overwrite a newer state',
  },
  {
    fault: 'A late expiration ends a renewed subscription.',
    seenAt: 'studie-tech/TheNinjaRPG#1477',
    file: own,
    test: 'a late expiration does not end a renewed subscription',
  },
  {
    fault: 'A status is final too early, and the renewal after a hold is lost.',
    seenAt: 'OsmAnd/OsmAnd-tools#1729',
    file: renewals,
    test: 'a renewal after a hold is not lost',
  },
  {
    fault: 'A status is final too early, and a subscription that was bought again stays ended.',
    seenAt: 'OsmAnd/OsmAnd-tools#1729',
    file: own,
    test: 'an expired subscription that the customer buys again goes on',
  },
  {
    fault: 'A refund does not end the access.',
    seenAt: 'koala73/worldmonitor#7344',
    file: own,
    test: 'a refund of the period that runs ends the access',
  },
  {
    fault: 'A refund without a revocation is missed.',
    seenAt: 'RevenueCat, integrations/webhooks',
    file: own,
    test: 'a refund that the store does not turn into a state',
  },
  {
    fault: 'A deferred replacement is granted at once, or takes the old product away.',
    seenAt: 'android/play-billing-samples#420 #449 #499 #624',
    file: changes,
    test: 'a deferred change of the plan is not granted before the renewal',
  },
  {
    fault: "A downgrade is taken from the App Store's autoRenewProductId at once.",
    seenAt: 'heroiclabs/nakama, server/core_subscription.go',
    file: appStore,
    test: 'A pending downgrade at the App Store is not granted at once',
  },
  {
    fault: 'A notification of a subscription without a known owner is lost.',
    seenAt:
      'apple/app-store-server-library-node#32, hyochan/react-native-iap#888 #3093, hyodotdev/openiap#25 #96',
    file: own,
    test: 'a notification without a known owner is not lost',
  },
  {
    fault: 'A purchase in the Play app belongs to whoever opens the app, or to nobody.',
    seenAt: 'hyodotdev/openiap#25',
    file: changes,
    test: 'a subscription that is bought again in the Play app is not given to the user who opens the app',
  },
  {
    fault: 'A canceled subscription counts as ended.',
    seenAt: 'j3k0/cordova-plugin-purchase#1145 #1283, flutter/flutter#145265',
    file: renewals,
    test: 'A cancellation does not take the access away before the end of the period',
  },
  {
    fault: 'A renewal gives no credits, or a repeated notification gives them twice.',
    seenAt: 'Kilo-Org/cloud#5586',
    file: renewals,
    test: 'each renewal of a coin pack is consumed once',
  },
  {
    fault: 'An entitlement differs by platform.',
    seenAt: 'RevenueCat/purchases-flutter#810 #822, RevenueCat/purchases-ios#2288',
    file: own,
    test: 'an entitlement is the same whichever store sold the subscription',
  },
  {
    fault: 'The recorded status drifts from that of the store.',
    seenAt: 'cboard-org/cboard-api#333',
    file: renewals,
    test: 'renewals that happen while the server is down leave no gap',
  },
  {
    fault: 'A refund of one period marks the whole subscription as refunded.',
    seenAt: 'hyodotdev/openiap, convex/subscriptions/stateMachine.ts',
    file: appStore,
    test: 'a refund of one period does not end the whole subscription',
  },
  {
    fault: 'A deferral by the developer is reported as a change of the product.',
    seenAt: 'hyodotdev/openiap, convex/subscriptions/stateMachine.ts',
    file: own,
    test: 'an extension is not a change of the product',
  },
  {
    fault: 'A pause takes the access away when it is asked for.',
    seenAt: 'hyodotdev/openiap, convex/subscriptions/stateMachine.ts',
    file: 'google-play-pause-scenarios.ts',
    test: 'a scheduled pause does not take the access away early',
  },
  {
    fault: 'A declined payment is reported as a cancellation.',
    seenAt: 'RevenueCat, CANCELLATION with BILLING_ERROR',
    file: renewals,
    test: 'a declined payment is no cancellation',
  },
  {
    fault: 'The end of a hold is reported as the request of the customer.',
    seenAt: 'RevenueCat, CANCELLATION',
    file: renewals,
    test: 'a hold that runs out is not reported as the request of the customer',
  },
  {
    fault: 'A subscription that is bought again is sometimes a renewal and sometimes a start.',
    seenAt: 'RevenueCat, INITIAL_PURCHASE and RENEWAL',
    file: changes,
    test: 'a subscription that is bought again in the Play app keeps its owner',
  },
  {
    fault: 'An upgrade leaves two active subscriptions.',
    seenAt: 'j3k0/cordova-plugin-purchase#1313 #1618',
    file: changes,
    test: 'an upgrade never leaves two active subscriptions',
  },
  {
    fault: 'An upgrade is counted as a refund and a loss.',
    seenAt: 'Adapty, subscription_refunded with the reason upgraded',
    file: appStore,
    test: 'an upgrade at the App Store is neither a loss nor an end',
  },
  {
    fault: 'Only the first line of a subscription counts.',
    seenAt: 'RevenueDot, the Google Play reader',
    file: changes,
    test: 'each add-on has an access of its own after a hold',
  },
  {
    fault: 'The own clock ends a subscription.',
    seenAt: 'RevenueDot, the expiry by its clock',
    file: outages,
    test: 'the clock alone does not end a subscription',
  },
  {
    fault: 'A manual grant cannot shorten an access and makes no event.',
    seenAt: 'Adapty, access levels',
    file: entitlements,
    test: 'one that limits ends what was bought',
  },
]
