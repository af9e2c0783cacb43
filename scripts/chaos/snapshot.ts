/** What stood everywhere once all was quiet: the material of the checks. Instants are milliseconds since 1970. */
export interface Snapshot {
  /** By the one clock. */
  readonly nowMs: number;
  /** Offices of the run; nothing else of the stack is looked at. */
  readonly officeIds: readonly string[];
  readonly claims: readonly Claim[];
  readonly blocks: readonly Block[];
  readonly visits: readonly Visit[];
  readonly officePatients: readonly OfficePatient[];
  readonly paymentStates: readonly PaymentState[];
  readonly dues: readonly Due[];
  readonly mails: readonly Mail[];
  /** The version of an office's settings: as its owner has it, and as each that follows it has it. */
  readonly settings: readonly SettingsVersions[];
  /** The last sequence that was given out, by area and key; office-config gives none out apart from its log. */
  readonly sequences: readonly { area: string; key: string; last: number }[];
  /** Every event of these offices in the order of its partition, from offset 0. */
  readonly events: readonly TopicEvent[];
  readonly deadLetters: readonly TopicEvent[];
  /** What the mail catcher has. */
  readonly letters: readonly Letter[];
}

export interface Claim {
  readonly visitId: string;
  readonly claimNo: number;
  readonly officeId: string;
  readonly lane: number;
  readonly held: boolean;
  /** Null: released before it ever arrived. */
  readonly startMs: number | null;
  readonly endMs: number | null;
}

export interface Block {
  readonly id: string;
  readonly officeId: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Visit {
  readonly id: string;
  readonly officeId: string;
  readonly patientId: string;
  readonly key: string;
  readonly state: 'requested' | 'booked' | 'cancelled' | 'refused';
  readonly startMs: number;
  readonly endMs: number;
  readonly claimNo: number;
  readonly version: number;
  readonly scheduleRevision: number;
  readonly absent: boolean;
  readonly teleconsultation: boolean;
}

export interface OfficePatient {
  readonly officeId: string;
  readonly patientId: string;
  readonly banned: boolean;
}

export interface PaymentState {
  readonly visitId: string;
  readonly settled: boolean;
  readonly version: number;
}

export interface Due {
  readonly visitId: string;
  readonly officeId: string;
  readonly state: 'unpaid' | 'paid' | 'exempt' | 'void';
  readonly version: number;
}

export interface Mail {
  readonly visitId: string;
  readonly revision: number;
  readonly kind: string;
  readonly state: 'waiting' | 'sent' | 'stale' | 'failed';
  readonly dueMs: number;
}

export interface SettingsVersions {
  readonly officeId: string;
  readonly owner: number;
  readonly scheduling: number;
  readonly booking: number;
  readonly search: number;
  readonly searchable: boolean;
}

export interface TopicEvent {
  readonly area: string;
  readonly partition: number;
  readonly offset: number;
  readonly id: string;
  /** Without its package: `VisitBooked`. */
  readonly type: string;
  readonly key: string;
  readonly sequence: number;
  /** By the one clock. */
  readonly atMs: number;
  readonly data: EventData;
  /** Of a dead letter. */
  readonly reason?: string;
}

/** What the checks read of proto3 JSON, in which a field with its default value is left out. */
export interface EventData {
  readonly visit?: VisitFacts;
  readonly by?: string;
  readonly previousStartsAt?: string;
  readonly claimNo?: number;
  readonly releasedClaimNo?: number;
  readonly block?: { id: string; during: { start: string; end: string } };
  readonly patientId?: string;
  readonly banned?: boolean;
  readonly version?: number;
  readonly due?: { visitId: string; state: string; version: number };
  readonly mail?: { visitId: string; scheduleRevision: number; kind: string; state: string };
}

export interface VisitFacts {
  readonly visitId: string;
  readonly officeId: string;
  readonly patientId: string;
  readonly state: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly version: number;
  readonly scheduleRevision: number;
  readonly teleconsultation?: boolean;
  readonly unjustifiedAbsence?: boolean;
  readonly bookedAt?: string;
}

export interface Letter {
  readonly visitId: string;
  readonly revision: number;
  readonly kind: string;
  /** By the machine's clock. */
  readonly atMs: number;
}

/** The events of an area in their order, each once: a repetition under the same id says nothing new. */
export const factsOf = (snapshot: Snapshot, area: string): TopicEvent[] => {
  const seen = new Set<string>();
  return snapshot.events.filter((event) => {
    if (event.area !== area || seen.has(event.id)) return false;
    seen.add(event.id);
    return true;
  });
};

/** Groups a list by a key, in order. */
export const groupBy = <T>(list: readonly T[], keyOf: (entry: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const entry of list) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
};
