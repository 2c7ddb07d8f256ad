/** The text of a serin.yml with one service, `checkout`; each given key replaces a line, `null` leaves it out. */
export function aFile(changes: Readonly<Record<string, string | null>> = {}): string {
  const fields: Readonly<Record<string, string | null>> = {
    channel: '"#deploys"',
    targets: '[{ kind: lambda-alias, function: checkout-api, alias: live }]',
    alarms: '[checkout-5xx]',
    plan: 'canary 10% 5m',
    ...changes,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) => (value === null ? [] : [`    ${key}: ${value}`]));
  return ['services:', '  checkout:', ...lines, ''].join('\n');
}
