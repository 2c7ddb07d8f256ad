import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { TargetConfig } from '../../../../src/domain/service.ts';
import type { Route53Cloud } from '../../../../src/sandbox/cloud/route53/route53.ts';
import { type Edit, GONE, type Place } from './place.ts';

const ADDRESSES = ['1.2.3.4', '4.3.2.1'];
const THIRD = 'third';

/** Two weighted records of one name. */
export function recordsPlace(route53: Route53Cloud, config: TargetConfig): Place {
  const [zone, name, type] = [String(config.zone), String(config.record), String(config.type)];
  const mine = Object.values(config.identifiers as Readonly<Record<string, string>>);
  const { ListResourceRecordSets, ChangeResourceRecordSets } = route53.model as unknown as Record<
    'ListResourceRecordSets' | 'ChangeResourceRecordSets',
    (input: object) => object
  >;
  mine.forEach((SetIdentifier, i) => {
    const ResourceRecords = [{ Value: ADDRESSES[i] }];
    const at = { Name: name, Type: 'A', TTL: 60 } as const;
    route53.createRecord(zone, { ...at, SetIdentifier, Weight: i === 0 ? 100 : 0, ResourceRecords });
  });
  const group = (): readonly ResourceRecordSet[] => {
    const asked = { HostedZoneId: zone, StartRecordName: name, StartRecordType: type };
    const { ResourceRecordSets } = ListResourceRecordSets(asked) as { ResourceRecordSets: ResourceRecordSet[] };
    return ResourceRecordSets.filter((record) => record.Name === `${name}.`);
  };
  const pair = (): readonly ResourceRecordSet[] =>
    group().filter(({ SetIdentifier }) => mine.includes(SetIdentifier ?? ''));
  const change = (Action: 'UPSERT' | 'DELETE' | 'CREATE', records: readonly ResourceRecordSet[]): void => {
    if (records.length === 0) return;
    const Changes = records.map((ResourceRecordSet) => ({ Action, ResourceRecordSet }));
    ChangeResourceRecordSets({ HostedZoneId: zone, ChangeBatch: { Changes } });
  };
  const without = (identifier: string | undefined) => group().every((record) => record.SetIdentifier !== identifier);
  const edit = (what: Edit): void => {
    const held = pair();
    const [first] = held;
    const elsewhere = (record: ResourceRecordSet, i: number) => ({
      ...record,
      ResourceRecords: [{ Value: `9.9.9.${i}` }],
    });
    const weighted = (record: ResourceRecordSet, i: number) => ({ ...record, Weight: i === 0 ? 63 : 37 });
    if (what === 'version') change('UPSERT', held.map(elsewhere));
    if (what === 'share' || what === 'gone') change('UPSERT', held.map(weighted));
    if (what === 'third record' && first !== undefined && without(THIRD))
      change('CREATE', [{ ...first, SetIdentifier: THIRD, Weight: 40, ResourceRecords: [{ Value: '7.7.7.7' }] }]);
  };
  const share: Place['share'] = (frozen) => {
    const { canary } = frozen as { readonly canary: { readonly SetIdentifier: string } };
    return route53.share(name, type, canary.SetIdentifier);
  };
  return {
    share,
    look: () => {
      const all = group();
      return pair().length < 2 ? GONE : JSON.stringify(all);
    },
    isPromoted: (frozen) => pair().length === 2 && share(frozen) === 100,
    cohorts: () => [],
    edit,
    vanish: () => {
      const last = pair().at(-1);
      if (last === undefined) return () => undefined;
      change('DELETE', [last]);
      return () => {
        if (without(last.SetIdentifier)) change('CREATE', [last]);
      };
    },
    keep: () => {
      const held = pair();
      return () =>
        change(
          'UPSERT',
          held.filter(({ SetIdentifier }) => !without(SetIdentifier)),
        );
    },
  };
}

/** Somebody takes away the record that does not belong there. */
export function withoutThird(route53: Route53Cloud, config: TargetConfig): void {
  const [zone, name] = [String(config.zone), String(config.record)];
  const { ListResourceRecordSets, ChangeResourceRecordSets } = route53.model as unknown as Record<
    'ListResourceRecordSets' | 'ChangeResourceRecordSets',
    (input: object) => object
  >;
  const { ResourceRecordSets } = ListResourceRecordSets({ HostedZoneId: zone }) as {
    ResourceRecordSets: readonly ResourceRecordSet[];
  };
  const third = ResourceRecordSets.find((record) => record.Name === `${name}.` && record.SetIdentifier === THIRD);
  if (third === undefined) return;
  const Changes = [{ Action: 'DELETE', ResourceRecordSet: third }];
  ChangeResourceRecordSets({ HostedZoneId: zone, ChangeBatch: { Changes } });
}
