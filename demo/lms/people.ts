/** Somebody who uses the stand-in LMS. The usernames of those whom Tinygate knows are the same there. */
export interface LmsPerson {
  readonly username: string;
  readonly name: string;
  readonly about: string;
  readonly roles: 'Learner' | 'Instructor';
}

export const people: readonly LmsPerson[] = [
  {
    username: 'ann',
    name: 'Ann Abara',
    about: 'student of the course: opens without a password',
    roles: 'Learner',
  },
  {
    username: 'zoe',
    name: 'Zoe Zhang',
    about: 'student without any password: can come only this way',
    roles: 'Learner',
  },
  {
    username: 'eve',
    name: 'Eve Eklund',
    about: 'known there, but not in the course: is asked to sign in',
    roles: 'Learner',
  },
  { username: 'nadia', name: 'Nadia Noor', about: 'unknown there: is asked to sign in', roles: 'Learner' },
  {
    username: 'cora',
    name: 'Cora Chen',
    about: 'the teacher: no launch may make her one, so she signs in',
    roles: 'Instructor',
  },
];

export function personCalled(username: string): LmsPerson | undefined {
  return people.find((person) => person.username === username);
}
