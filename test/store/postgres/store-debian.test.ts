import { test } from 'vitest';
import { findDebianPostgres } from '../../support/debian-postgres.ts';
import { postgresContracts } from './contracts.ts';

const programs = findDebianPostgres();
if (programs === undefined)
  test('the store on Debian’s PostgreSQL', (context) => context.skip('Debian’s package postgresql is not installed'));
else postgresContracts('the store on Debian’s PostgreSQL', programs);
