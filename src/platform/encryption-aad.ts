/**
 * The additional authenticated data of each encrypted column: it binds a ciphertext to its place, so that one which is copied to
 * another row, app or column does not decrypt. The strings are part of what is stored and must never change.
 */

export function userTokenSecretAad(appId: string): string {
  return `user-token-secret/${appId}`
}

export function storeCredentialsAad(appId: string, store: string): string {
  return `store-credentials/${appId}/${store}`
}

export function saleReferenceAad(appId: string, store: string): string {
  return `sale-reference/${appId}/${store}`
}

export function unattributedSaleAad(appId: string, store: string): string {
  return `unattributed-sale/${appId}/${store}`
}

export function subscriptionPeriodsAad(appId: string, store: string): string {
  return `subscription-periods/${appId}/${store}`
}

export function notificationAad(appId: string, store: string): string {
  return `notification/${appId}/${store}`
}

export function refundReviewAad(appId: string, store: string): string {
  return `refund-review/${appId}/${store}`
}

export function webhookSecretAad(appId: string, endpointId: string): string {
  return `webhook-secret/${appId}/${endpointId}`
}
