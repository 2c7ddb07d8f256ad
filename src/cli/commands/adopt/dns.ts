/** A record as Route 53 returns it. A copy also keeps the fields that this type does not name. */
export interface DnsRecord {
  readonly Name?: string | undefined;
  readonly Type?: string | undefined;
  readonly TTL?: number | undefined;
  readonly ResourceRecords?: readonly { readonly Value?: string | undefined }[] | undefined;
  readonly AliasTarget?:
    | {
        readonly HostedZoneId?: string | undefined;
        readonly DNSName?: string | undefined;
        readonly EvaluateTargetHealth?: boolean | undefined;
      }
    | undefined;
  readonly SetIdentifier?: string | undefined;
  readonly Weight?: number | undefined;
  readonly HealthCheckId?: string | undefined;
  /** The fields that show a routing policy other than weighted. */
  readonly Region?: unknown;
  readonly Failover?: unknown;
  readonly GeoLocation?: unknown;
  readonly GeoProximityLocation?: unknown;
  readonly MultiValueAnswer?: unknown;
  readonly CidrRoutingConfig?: unknown;
  readonly TrafficPolicyInstanceId?: unknown;
}

/** One change of a batch. */
export interface DnsChange {
  readonly Action: 'CREATE' | 'DELETE';
  readonly ResourceRecordSet: DnsRecord;
}

/** The hosted zone, name and type that identify a record. */
export interface DnsPlace {
  readonly zone: string;
  readonly record: string;
  readonly type: 'A' | 'AAAA' | 'CNAME';
}

/** Route 53, as `serin adopt` needs it. */
export interface Dns {
  /** Returns the name of a zone, with a dot at the end. @throws when there is no such zone */
  zoneName(zone: string): Promise<string>;
  /** Returns every record of that name and type, whatever its routing policy. */
  group(place: DnsPlace): Promise<readonly DnsRecord[]>;
  /**
   * Makes all changes at once or none of them.
   * @returns the id of the change
   * @throws TargetChanged when the records are not as they were read
   */
  change(place: DnsPlace, changes: readonly DnsChange[]): Promise<string>;
  /** Waits until all name servers have a change. @returns false when that took longer than `patience`, in milliseconds */
  inSync(change: string, patience: number): Promise<boolean>;
}
