/**
 * The request bodies of Agora's own pages and samples of 2019 and 2020, as they are printed but for indentation and
 * keys.
 */
export type SeedBody = Readonly<{
  /** Where it stands, and the call and mode of its URL. */
  page: 'quickstart' | 'reference' | 'sample';
  call: 'acquire' | 'start' | 'updateLayout' | 'stop';
  mode: 'mix' | 'individual';
  text: string;
}>;

const keys = `"bucket": "YourBucketName", "accessKey": "YourAccessKey"`;

/** The quickstart guide. Both `start` bodies lack braces and colons after two names, so they are no JSON. */
const quickstart: readonly SeedBody[] = [
  {
    page: 'quickstart',
    call: 'acquire',
    mode: 'mix',
    text: '{ "cname": "<YourChannelName>", "uid": "<YourRecordingUID>", "clientRequest":{ } }',
  },
  {
    page: 'quickstart',
    call: 'start',
    mode: 'individual',
    text: `{
      "cname": "YourChannelName",
      "uid": "YourRecordingUID",
      "clientRequest": {
        "token": "YourToken",
        storageConfig
          "secretKey": "YourSecretKey", "vendor": 0, "region": 0, ${keys}
        },
        recordingConfig
          "channelType": 1
        }
      }
    }`,
  },
  {
    page: 'quickstart',
    call: 'start',
    mode: 'mix',
    text: `{
      "cname": "YourChannelName",
      "uid": "YourRecordingUID",
      "clientRequest": {
        "token": "YourToken",
        recordingConfig
          "channelType": 0
        },
        storageConfig
          "secretKey": "YourSecretKey", "vendor": 0, "region": 0, ${keys}
        }
      }
    }`,
  },
  ...(['individual', 'mix'] as const).map((mode): SeedBody => {
    const text = '{ "uid": "YourRecordingUID", "cname": "YourChannelName", "clientRequest":{ } }';
    return { page: 'quickstart', call: 'stop', mode, text };
  }),
];

const httpClient = `"cname": "httpClient463224", "uid": "527841"`;
const regionOf = (uid: string, corner: string) => `{
  "uid": "${uid}", "x_axis": ${corner}, "y_axis": ${corner}, "width": 0.1, "height": 0.1, "alpha": 1.0, "render_mode": 1
}`;

/** The reference page. */
const reference: readonly SeedBody[] = [
  { page: 'reference', call: 'acquire', mode: 'mix', text: `{ ${httpClient}, "clientRequest":{ } }` },
  {
    page: 'reference',
    call: 'start',
    mode: 'mix',
    text: `{
      ${httpClient},
      "clientRequest": {
        "token": "<token if any>",
        "recordingConfig": {
          "maxIdleTime": 30,
          "streamTypes": 2,
          "audioProfile": 1,
          "channelType": 0,
          "videoStreamType": 1,
          "transcodingConfig": {
            "height": 640,
            "width": 360,
            "bitrate": 500,
            "fps": 15,
            "mixedVideoLayout": 1,
            "backgroundColor": "#FF0000"
          }
        },
        "storageConfig": {
          "accessKey": "xxxxxxf", "region": 3, "bucket": "xxxxx", "secretKey": "xxxxx", "vendor": 2
        }
      }
    }`,
  },
  {
    page: 'reference',
    call: 'updateLayout',
    mode: 'mix',
    text: `{
      ${httpClient},
      "clientRequest": {
        "mixedVideoLayout": 3,
        "backgroundColor": "#FF0000",
        "layoutConfig": [${regionOf('1', '0.1')}, ${regionOf('2', '0.2')}]
      }
    }`,
  },
  { page: 'reference', call: 'stop', mode: 'mix', text: `{ ${httpClient}, "clientRequest":{ } }` },
];

const identity = `"uid": "123", "cname": "sample room"`;
const regions = `[
  {"x_axis": 0.0, "y_axis": 0.0, "width": 0.3, "height": 0.3, "alpha": 0.9, "render_mode": 1},
  {"x_axis": 0.3, "y_axis": 0.0, "width": 0.3, "height": 0.3, "alpha": 0.77, "render_mode": 0}
]`;

/** The Python sample; names and keys are empty there. */
const sample: readonly SeedBody[] = [
  { page: 'sample', call: 'acquire', mode: 'mix', text: `{ ${identity}, "clientRequest": {} }` },
  {
    page: 'sample',
    call: 'start',
    mode: 'mix',
    text: `{
      ${identity},
      "clientRequest": {
        "storageConfig": { "secretKey": "SK", "region": 0, "accessKey": "AK", "bucket": "b", "vendor": 0 },
        "recordingConfig": {
          "audioProfile": 0,
          "channelType": 0,
          "maxIdleTime": 30,
          "transcodingConfig": {
            "width": 640,
            "height": 360,
            "fps": 15,
            "bitrate": 600,
            "mixedVideoLayout": 3,
            "backgroundColor": "#fff000",
            "layoutConfig": ${regions}
          }
        }
      }
    }`,
  },
  {
    page: 'sample',
    call: 'updateLayout',
    mode: 'mix',
    text: `{
      ${identity},
      "clientRequest": { "mixedVideoLayout": 3, "backgroundColor": "#ff00cc", "layoutConfig": ${regions} }
    }`,
  },
  { page: 'sample', call: 'stop', mode: 'mix', text: `{ ${identity}, "clientRequest": {} }` },
];

export const seedBodies: readonly SeedBody[] = [...quickstart, ...reference, ...sample];
