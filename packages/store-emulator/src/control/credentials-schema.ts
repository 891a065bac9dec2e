import { z } from 'zod'
import { marketCodes } from '../purchases/purchase.ts'

export const credentialsSchema = z.strictObject({
  appStore: z.strictObject({
    bundleId: z.string(),
    appAppleId: z.int(),
    issuerId: z.string(),
    keyId: z.string(),
    privateKey: z.string().meta({ description: 'PKCS#8 PEM.' }),
    rootCertificates: z.array(z.string()).meta({ description: 'Base64 DER.' }),
    productionUrl: z.string(),
    sandboxUrl: z.string(),
  }),
  googlePlay: z.strictObject({
    packageName: z.string(),
    serviceAccountJson: z.string().meta({ description: 'Text of the key file.' }),
    licenseKey: z.string().meta({ description: 'Base64 SPKI.' }),
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
    licenseKey: z.string().meta({ description: 'Base64 SPKI.' }),
    marketCode: z.enum(marketCodes),
    commercialUrl: z.string(),
    sandboxUrl: z.string(),
  }),
  testStore: z.strictObject({
    bundleId: z.string(),
    baseUrl: z.string(),
    apiSecret: z.string(),
    receiptPublicKey: z.string().meta({ description: 'SPKI PEM.' }),
  }),
})
