/**
 * The one region beside Serin's own whose alarms can watch a service: the metrics of CloudFront and Route 53 exist there and
 * nowhere else (CloudFront Developer Guide and Route 53 Developer Guide, "Monitoring").
 */
const US_EAST_1 = 'us-east-1';

/** The region and the name of an alarm of a service. */
export interface AlarmPlace {
  readonly region: 'home' | typeof US_EAST_1;
  /** The name that CloudWatch has for it in that region. */
  readonly name: string;
}

/**
 * Returns the region and the name of an alarm as a service names it: `us-east-1:calls-health`, or the plain name of one in Serin's
 * own region.
 */
export function alarmPlace(called: string): AlarmPlace {
  const prefix = `${US_EAST_1}:`;
  if (!called.startsWith(prefix)) return { region: 'home', name: called };
  return { region: US_EAST_1, name: called.slice(prefix.length) };
}

/**
 * Returns the name by which services refer to an alarm: its name, and before it the region where that is not Serin's own.
 * @param arn `arn:aws:cloudwatch:us-east-1:123456789012:alarm:calls-health`
 * @param home the region of Serin
 */
export function alarmDisplayName(arn: string, name: string, home: string): string {
  const [, , , region = home] = arn.split(':');
  return region === home ? name : `${region}:${name}`;
}
