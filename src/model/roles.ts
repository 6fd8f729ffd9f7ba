export const courseRoles = ['coordinator', 'instructor', 'assistant', 'proctor', 'student'] as const;

export type CourseRole = (typeof courseRoles)[number];

/** A role in one course. Dates are whole days in the domain's time zone, the end day included. */
export interface RoleGrant {
  readonly role: CourseRole;
  /** '' where the role is for the whole course. */
  readonly section: string;
  /** ISO day `YYYY-MM-DD`, or null for no limit. */
  readonly starts: string | null;
  readonly ends: string | null;
}
