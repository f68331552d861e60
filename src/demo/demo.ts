/** What anyone can try the gateway with. Public by design: a production gateway refuses to start on a database that holds it. */
export const DEMO = {
  operator: { code: 'demo', name: 'Demo Telecom', localCurrency: 'EUR' },
  platform: { name: 'Set-top boxes', alternativeCode: 'STB' },
  username: 'demo',
  password: 'demo-password',
  apiKeyPrefix: 'nbk_dem0dem0',
  apiKey: 'nbk_dem0dem0_dem0dem0dem0dem0dem0dem0dem0dem0dem0dem0',
} as const;
