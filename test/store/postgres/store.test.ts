import { postgresContracts } from './contracts.ts';

postgresContracts('the PostgreSQL store');
