/** As Lync's client names them. */
export type ConversationImportance = 'low' | 'normal' | 'high' | 'emergency';
/** RFC 3261 section 20.26. */
export type PriorityHeader = 'non-urgent' | 'normal' | 'urgent' | 'emergency';

const priorities = { low: 'non-urgent', normal: 'normal', high: 'urgent', emergency: 'emergency' } as const;

/** The `Priority` header of an importance. */
export function priorityOf(importance: ConversationImportance): PriorityHeader {
  return priorities[importance];
}

/** The importance of a `Priority` header; missing and unknown values are `normal` (RFC 3261 section 20.26 lets others be added). */
export function importanceOf(priority: string | undefined): ConversationImportance {
  switch (priority?.trim().toLowerCase()) {
    case 'non-urgent':
      return 'low';
    case 'urgent':
      return 'high';
    case 'emergency':
      return 'emergency';
    default:
      return 'normal';
  }
}
