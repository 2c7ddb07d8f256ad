// An app with nothing but Serin: `npm install`, then `cdk deploy --app "npx tsx app.ts"` with the folder of a release beside it.
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Serin } from './serin.ts';

const app = new App();
const stack = new Stack(app, 'Serin');
const serin = new Serin(stack, 'Serin', {
  release: process.env.SERIN_RELEASE ?? 'serin-0.1.0',
  functions: ['checkout-*', 'orders'],
  parameters: { Concurrency: 'reserved' },
});
new CfnOutput(stack, 'Url', { value: serin.slackUrl });
app.synth();
