/** The storage vendors and regions of Cloud Recording (Agora: Cloud Recording, "Region and vendor"). */
import type { Ms } from '../recording/recording.ts';

/** Where Agora puts the files. `vendor` and `region` are Agora's numbers, `prefix` the folders, `endpoint` a host name. */
export type Storage = Readonly<{
  vendor: number;
  region: number;
  bucket: string;
  /** Both keys are empty where `sts` brings others. */
  accessKey: string;
  secretKey: string;
  prefix?: readonly string[];
  endpoint?: string;
  /** Base of public links to the bucket, without a slash at the end. */
  publicUrl?: string;
  /** For how long presigned links work. */
  linkValidity?: Ms;
  /** Of Amazon S3. */
  serverSideEncryption?: 'kms' | 'aes256';
  /** For every file; Amazon S3 and Alibaba Cloud. */
  tag?: string;
  sts?: TemporaryCredentials;
}>;

/** Where temporary credentials come from: a file of JSON, or what a command prints. */
export type TemporaryCredentials = Readonly<{ file: string } | { command: readonly [string, ...string[]] }>;

export type Region = Readonly<{ number: number; name: string }>;

export type Vendor = Readonly<{
  number: number;
  name: string;
  /** Agora's pages no longer list it. */
  retired: boolean;
  /** Empty where Agora ignores the region. */
  regions: readonly Region[];
}>;

export const vendors: readonly Vendor[] = [
  vendor(0, 'qiniu', 'retired', 'East_China North_China South_China North_America'),
  vendor(
    1,
    's3',
    'current',
    `US_EAST_1 US_EAST_2 US_WEST_1 US_WEST_2 EU_WEST_1 EU_WEST_2 EU_WEST_3 EU_CENTRAL_1 AP_SOUTHEAST_1 AP_SOUTHEAST_2
     AP_NORTHEAST_1 AP_NORTHEAST_2 SA_EAST_1 CA_CENTRAL_1 AP_SOUTH_1 CN_NORTH_1 CN_NORTHWEST_1 US_GOV_WEST_1 AF_SOUTH_1
     AP_EAST_1 AP_NORTHEAST_3 EU_NORTH_1 ME_SOUTH_1 US_GOV_EAST_1 AP_SOUTHEAST_3 EU_SOUTH_1 - - IL_CENTRAL_1`,
  ),
  vendor(
    2,
    'alibaba',
    'current',
    `CN_Hangzhou CN_Shanghai CN_Qingdao CN_Beijing CN_Zhangjiakou CN_Huhehaote CN_Shenzhen CN_Hongkong US_West_1 US_East_1
     AP_Southeast_1 AP_Southeast_2 AP_Southeast_3 AP_Southeast_5 AP_Northeast_1 AP_South_1 EU_Central_1 EU_West_1 EU_East_1
     AP_Southeast_6 CN_Heyuan CN_Guangzhou CN_Chengdu CN_Nanjing CN_Fuzhou CN_Wulanchabu CN_Northeast_2 CN_Southeast_7`,
  ),
  vendor(
    3,
    'tencent',
    'current',
    `Beijing_1 Beijing Shanghai Guangzhou Chengdu Chongqing Shenzhen_FSI Shanghai_FSI Beijing_FSI Hongkong Singapore Mumbai
     Seoul Bangkok Tokyo Siliconvalley Ashburn Toronto Frankfurt Moscow`,
  ),
  vendor(
    4,
    'kingsoft',
    'retired',
    'Hangzhou Shanghai Qingdao Beijing Guangzhou Hongkong JR_Beijing JR_Shanghai Russia_1 Singapore_1',
  ),
  vendor(5, 'azure', 'current', ''),
  vendor(6, 'google', 'current', ''),
  vendor(
    7,
    'huawei',
    'current',
    `CN_North_1 CN_North_4 CN_East_2 CN_East_3 CN_South_1 CN_Southwest_2 AP_Southeast_1 AP_Southeast_2 AP_Southeast_3
     AF_South_1 SA_Argentina_1 SA_Peru_1 NA_Mexico_1 SA_Brazil_1 LA_South_2 SA_Chile_1`,
  ),
  vendor(8, 'baidu', 'current', 'Beijing Baoding Suzhou Guangzhou Hongkong Singapore Wuhan Shanghai'),
  vendor(11, 's3-compatible', 'current', ''),
];

/** The vendor of a name or of Agora's number, e.g. `s3`, `1`, `S3_Compatible`; `undefined` for any other text. */
export function vendorOf(nameOrNumber: string | number): Vendor | undefined {
  return find(vendors, nameOrNumber);
}

/**
 * Agora's number of a vendor's region, by name or number: `us-east-1`, `US_EAST_1`, `0`; `CN_` may be left out (`Hangzhou`).
 * `undefined` for a region that the vendor does not have; 0, which is what Agora expects, for vendors without regions.
 */
export function regionOf(vendor: Vendor, nameOrNumber: string | number): number | undefined {
  return vendor.regions.length === 0 ? 0 : find(vendor.regions, nameOrNumber)?.number;
}

/** The names of a storage's vendor and region; no region where the vendor has none. */
export function namesOf({ vendor: number, region }: Pick<Storage, 'vendor' | 'region'>) {
  const of = vendors.find((one) => one.number === number);
  const name = of?.regions.find((one) => one.number === region)?.name;
  return { vendor: of?.name ?? '', ...(name !== undefined && { region: name }) };
}

/** The vendor names to offer in an error message. */
export function vendorNames(): string[] {
  return vendors.filter(({ retired }) => !retired).map(({ name }) => name);
}

/** The region names of a vendor to offer in an error message. */
export function regionNames(vendor: Vendor): string[] {
  return vendor.regions.map(({ name }) => name);
}

function find<T extends { number: number; name: string }>(rows: readonly T[], wanted: string | number): T | undefined {
  const key = keyOf(String(wanted));
  return rows.find((row) => String(row.number) === key || keyOf(row.name) === key);
}

function keyOf(text: string): string {
  return text.trim().toLowerCase().replaceAll('-', '_').replace(/^cn_/, '');
}

/** `names`: the regions in the order of their numbers; `-` is a number that was never documented. */
function vendor(number: number, name: string, state: 'current' | 'retired', names: string): Vendor {
  const regions = names.split(/\s+/).map((region, index) => ({ number: index, name: region }));
  return {
    number,
    name,
    retired: state === 'retired',
    regions: regions.filter((region) => region.name !== '' && region.name !== '-'),
  };
}
