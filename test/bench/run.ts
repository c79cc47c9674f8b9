/** Prints the figures of docs/performance.md. The machine is noisy: compare the ratios, which are of one run. */
import { acknowledgement } from './acknowledgement.ts';
import { due } from './due.ts';
import { fifty } from './fifty.ts';
import { many } from './many.ts';

const write = (text: string) => process.stdout.write(`${text}\n`);

write('## From slash command to acknowledgement\n');
write(await acknowledgement());
write('\n## Fifty recordings at once\n');
write(await fifty());
write('\n## Ten thousand recordings at once\n');
write(await many());
write('\n## Taking what is due\n');
write(await due());
