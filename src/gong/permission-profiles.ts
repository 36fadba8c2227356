import { z } from "zod";
import { defineAction } from "./action.ts";
import { accepted, Id } from "./fields.ts";
import { ProfileInput } from "./permissions.ts";

const Profile = z.looseObject({
  id: Id,
  name: z.string().nullish(),
  description: z.string().nullish(),
});

const OneProfile = z.looseObject({ ...accepted, profile: Profile });
const OfProfile = z.strictObject({ profileId: Id });
const InWorkspace = z.strictObject({ workspaceId: Id });

export const listPermissionProfiles = defineAction({
  name: "permissions.profiles",
  slug: "GONG_FETCH_ALL_PERMISSION_PROFILES",
  summary: "Permission profiles of a workspace, by name, with all that they allow",
  route: "GET /v2/all-permission-profiles",
  scope: "api:permission-profile:read",
  effect: "read",
  retry: "safe",
  query: InWorkspace,
  answer: z.looseObject({ ...accepted, profiles: z.array(Profile) }),
});

export const getPermissionProfile = defineAction({
  name: "permissions.profile",
  slug: "GONG_GET_PERMISSION_PROFILE",
  summary: "One permission profile with all that it allows; an unknown id is a 400",
  route: "GET /v2/permission-profile",
  scope: "api:permission-profile:read",
  effect: "read",
  retry: "safe",
  query: OfProfile,
  answer: OneProfile,
});

export const createPermissionProfile = defineAction({
  name: "permissions.createProfile",
  slug: "GONG_CREATE_PERMISSION_PROFILE_V2_PERMISSION_PROFILE",
  summary: "Add a permission profile to a workspace; CHANGES SECURITY SETTINGS",
  route: "POST /v2/permission-profile",
  scope: "api:permission-profile:write",
  effect: "write",
  retry: "never",
  query: InWorkspace,
  body: ProfileInput,
  answer: OneProfile,
});

export const updatePermissionProfile = defineAction({
  name: "permissions.updateProfile",
  slug: "GONG_UPDATE_PERMISSION_PROFILE_V2_PERMISSION_PROFILE",
  summary: "Replace a permission profile WHOLE: read it, change it, give all of it back",
  route: "PUT /v2/permission-profile",
  scope: "api:permission-profile:write",
  effect: "write",
  retry: "never",
  query: OfProfile,
  body: ProfileInput,
  answer: OneProfile,
});

export const permissionProfileUsers = defineAction({
  name: "permissions.profileUsers",
  slug: "GONG_RETRIEVE_USERS_FROM_PERMISSION_PROFILE",
  summary: "People whose access a permission profile controls; an unknown id is a 400",
  route: "GET /v2/permission-profile/users",
  scope: "api:users:read",
  effect: "read",
  retry: "safe",
  query: OfProfile,
  answer: z.looseObject({
    ...accepted,
    users: z.array(
      z.looseObject({ id: Id, fullName: z.string().nullish(), emailAddress: z.string().nullish() }),
    ),
  }),
});

export const permissionProfileActions = [
  listPermissionProfiles,
  getPermissionProfile,
  createPermissionProfile,
  updatePermissionProfile,
  permissionProfileUsers,
] as const;
