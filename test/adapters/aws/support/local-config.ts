/** What every SDK client of a test is made with; nothing of it leaves the machine. */
export const localConfig = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;
