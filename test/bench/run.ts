/** Prints the figures of docs/performance.md. The machine is noisy: compare the ratios, which are of one run. */
import { acknowledgement } from './acknowledgement.ts';

const write = (text: string) => process.stdout.write(`${text}\n`);

write('## From slash command to acknowledgement\n');
write(await acknowledgement());
