/** What one of the last launches held, with its values masked before they came here (R31). */
export interface LaunchSampleRow {
  id: number;
  at: number;
  reference: string;
  domain_id: number;
  /** 0: the address was of no link. */
  course_id: number;
  link_id: number | null;
  /** 0: nobody has signed it, and only names and lengths are kept. */
  protector_id: number;
  code: string;
  identity: string | null;
  /** Which LMS it says that it comes from: one word of a closed list, or empty. */
  family: string;
  /** JSON: the masked fields. */
  fields: string;
  /** Of a bad signature that was looked into: what was found. */
  cause: string | null;
}

/** Until when bad signatures of a course, or with a course of 0 of the whole domain, are looked into. */
export interface ExplanationRow {
  domain_id: number;
  course_id: number;
  expires_at: number;
}
