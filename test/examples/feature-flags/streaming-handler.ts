import { LaunchDarklyProvider } from '@launchdarkly/openfeature-node-server';
import { OpenFeature } from '@openfeature/server-sdk';

// The same as examples/feature-flags/handler.ts, the way the SDK is meant for servers: it holds a stream open.
const url = process.env.FLAGS_STREAM ?? '';
const opened = OpenFeature.setProviderAndWait(
  new LaunchDarklyProvider('sdk-any', {
    streamUri: url,
    baseUri: url,
    eventsUri: url,
    sendEvents: false,
    diagnosticOptOut: true,
  }),
);

export async function handler({ headers }: { readonly headers: Readonly<Record<string, string | undefined>> }) {
  await opened;
  const context = {
    targetingKey: headers['x-user-id'] ?? 'anonymous',
    'serin-arm': headers['serin-arm'] ?? 'stable',
  };
  const checkout = await OpenFeature.getClient().getStringValue('new-checkout', 'old', context);
  return { statusCode: 200, body: JSON.stringify({ checkout }) };
}
