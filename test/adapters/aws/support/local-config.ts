/** What every SDK client of a test is made with; nothing of it leaves the machine. */
export const localConfig = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/** The variables that Lambda sets for a function, for calls without an SDK client. @param url the address that they go to */
export function localEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: localConfig.region,
    AWS_ACCESS_KEY_ID: localConfig.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localConfig.credentials.secretAccessKey,
  };
}
