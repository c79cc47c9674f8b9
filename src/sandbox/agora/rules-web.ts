/** The services of a web page recording. (Agora: Cloud Recording REST API, "start", `extensionServiceConfig`) */
import { z } from 'zod';

const side = z.int().min(240).max(1920);

export const webRecorder = z.object({
  serviceName: z.literal('web_recorder_service'),
  errorHandlePolicy: z.literal('error_abort').optional(),
  serviceParam: z
    .object({
      url: z.url({ protocol: /^https?$/ }),
      audioProfile: z.int().min(0).max(2),
      videoWidth: side,
      videoHeight: side,
      maxRecordingHour: z.int().min(1).max(720),
      videoBitrate: z.int().min(50).max(8000).optional(),
      videoFps: z.int().min(5).max(60).default(15),
      mobile: z.boolean().default(false),
      maxVideoDuration: z.int().min(30).max(240).default(120),
      onhold: z.boolean().default(false),
      readyTimeout: z.int().min(0).max(60).default(0),
    })
    .refine(({ videoWidth, videoHeight }) => videoWidth * videoHeight <= 1920 * 1080, 'too many pixels'),
});

const output = z.object({ rtmpUrl: z.url({ protocol: /^rtmps?$/, hostname: /./ }) });

/** Pushes the picture to a CDN: one at most. */
export const rtmpPublish = z.object({ outputs: z.array(output).length(1) });

const publisher = z.object({
  serviceName: z.literal('rtmp_publish_service'),
  errorHandlePolicy: z.enum(['error_abort', 'error_ignore']).optional(),
  serviceParam: rtmpPublish,
});

/** What is pushed is the page that is recorded. */
export const extensionServices = z
  .array(z.union([webRecorder, publisher]))
  .refine(
    (services) => services.filter(({ serviceName }) => serviceName === 'web_recorder_service').length === 1,
    'exactly one page',
  );
