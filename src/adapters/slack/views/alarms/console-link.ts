import { link } from '../parts/mrkdwn.ts';

/** The domain of the AWS console in each partition that has a public one. */
const domains: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

const ALARM_ARN = /^arn:([a-z-]+):cloudwatch:([a-z0-9-]+):\d{12}:alarm:(.+)$/;

/** Returns a link to an alarm in the AWS console, as mrkdwn; empty where its ARN does not tell the console. */
export function alarmLink(arn: string): string {
  const [, partition = '', region = '', name = ''] = ALARM_ARN.exec(arn) ?? [];
  const domain = domains[partition];
  if (domain === undefined) return '';
  const page = `https://${region}.${domain}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
  return link(page, 'Open the alarm');
}
