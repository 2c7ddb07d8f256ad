/**
 * The one region beside Serin's own whose alarms can watch a service: the metrics of CloudFront and Route 53 exist there and
 * nowhere else (CloudFront Developer Guide and Route 53 Developer Guide, "Monitoring").
 */
const US_EAST_1 = 'us-east-1';

/** Where an alarm of a service is. */
export interface AlarmPlace {
  readonly region: 'home' | typeof US_EAST_1;
  /** What CloudWatch calls it there. */
  readonly name: string;
}

/** Where the alarm that a service calls so is: `us-east-1:calls-health`, or the plain name of one in Serin's own region. */
export function alarmPlace(called: string): AlarmPlace {
  const prefix = `${US_EAST_1}:`;
  if (!called.startsWith(prefix)) return { region: 'home', name: called };
  return { region: US_EAST_1, name: called.slice(prefix.length) };
}

/**
 * What services call an alarm: its name, and before it the region where that is not Serin's own.
 * @param arn `arn:aws:cloudwatch:us-east-1:123456789012:alarm:calls-health`
 * @param home the region of Serin
 */
export function alarmDisplayName(arn: string, name: string, home: string): string {
  const [, , , region = home] = arn.split(':');
  return region === home ? name : `${region}:${name}`;
}
