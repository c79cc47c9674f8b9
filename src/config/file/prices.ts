/** `prices`: what a thousand minutes cost, for estimates. */
import { z } from 'zod';
import { field, group } from './fields.ts';

const price = (meaning: string, example: string) =>
  field(z.number().min(0), { meaning, accepts: 'a number from 0', example });

export const prices = z.strictObject({
  currency: field(
    z
      .string()
      .regex(/^[a-z]{3}$/iu)
      .transform((code) => code.toUpperCase()),
    { meaning: 'the currency, as ISO 4217 writes it', accepts: 'a code of three letters', example: 'USD' },
  ),
  per1000Minutes: group(
    {
      audio: price('audio alone', '1.49'),
      hd: price('video up to 1280 × 720', '5.99'),
      fullHd: price('video up to 1920 × 1080', '13.49'),
      '2k': price('video up to 2560 × 1440', '23.99'),
    },
    {
      meaning: 'what a thousand minutes cost, by the pixels of all that is recorded together',
      example: '{ audio: 1.49, hd: 5.99, fullHd: 13.49, 2k: 23.99 }',
    },
  ),
});
