import { z } from 'zod'
import { marketCodes } from '../purchases/purchase.ts'

export const credentialsSchema = z.strictObject({
  appStore: z.strictObject({
    bundleId: z.string(),
    appAppleId: z.int(),
    issuerId: z.string(),
    keyId: z.string(),
    privateKey: z.string().meta({ description: 'PKCS#8, PEM.' }),
    rootCertificates: z.array(z.string()).meta({ description: 'X.509 certificates, DER in Base64.' }),
    productionUrl: z.string(),
    sandboxUrl: z.string(),
  }),
  googlePlay: z.strictObject({
    packageName: z.string(),
    serviceAccountJson: z.string().meta({ description: 'JSON text of the service account key file.' }),
    licenseKey: z.string().meta({ description: 'SPKI, DER in Base64.' }),
    apiUrl: z.string(),
    tokenUrl: z.string(),
    push: z.strictObject({
      serviceAccountEmail: z.string(),
      subscription: z.string(),
      certsUrl: z.string(),
      pemCertsUrl: z.string(),
    }),
  }),
  oneStore: z.strictObject({
    clientId: z.string(),
    clientSecret: z.string(),
    licenseKey: z.string().meta({ description: 'SPKI, DER in Base64.' }),
    marketCode: z.enum(marketCodes),
    commercialUrl: z.string(),
    sandboxUrl: z.string(),
  }),
  testStore: z.strictObject({
    bundleId: z.string(),
    baseUrl: z.string(),
    apiSecret: z.string(),
    receiptPublicKey: z.string().meta({ description: 'SPKI, PEM.' }),
  }),
})
