/** Where the app is installed. The store keeps tokens as the adapter of Slack has sealed them, and can't open them. */
import type { Ms } from '../recording/recording.ts';

/**
 * `id`: of the workspace, or of the organization where it is installed in all of its workspaces (`isEnterprise`). `enterpriseId`: empty
 * for a workspace that belongs to no organization.
 */
export type SealedInstallation = Readonly<{ id: string; enterpriseId: string; isEnterprise: boolean; sealed: string }>;

export type EndReason = 'uninstalled' | 'revoked';

/** Durable when a promise resolves; rejects with a `StoreError` as the store of recordings does. */
export interface InstallationStore {
  /** A new installation, or one that takes the place of another in the same workspace or organization. */
  saveInstallation(installation: SealedInstallation): Promise<void>;
  /** Replaces what is sealed while `before` is still what is there; resolves with whether it was. */
  resealInstallation(id: string, before: string, sealed: string): Promise<boolean>;
  /** The workspace's own, else that of its organization, if that is known. Without those that have ended. */
  findInstallation(teamId: string): Promise<SealedInstallation | undefined>;
  /** Those that have not ended, by their ids. */
  listInstallations(): Promise<readonly SealedInstallation[]>;
  /** Ends one that was installed at `at` or before, and deletes what is sealed; resolves with whether there was one. */
  endInstallation(id: string, reason: EndReason, at: Ms): Promise<boolean>;
  /** Remembers to which organization a workspace belongs. */
  noteTeam(teamId: string, enterpriseId: string): Promise<void>;
  /** The workspaces that are known to belong to an organization. */
  listTeams(enterpriseId: string): Promise<readonly string[]>;
}
