package org.crmlink.sandbox.dynamics.security;

import org.crmlink.sandbox.schema.Table;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Row;
import org.jspecify.annotations.Nullable;

/** An operation that the caller may not do, with the code and the text of the service. All have the HTTP status 403. */
public final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    private Refused(String code, String message) {
        super(message);
        this.code = code;
    }

    /** The vendor's number, {@code 0x80040220}. */
    public String code() {
        return code;
    }

    /** The token's owner is nobody here. */
    public static Refused notMember() {
        return new Refused("0x80072560", "The user is not a member of the organization.");
    }

    /** A user who was switched off. */
    public static Refused disabled(RecordId user) {
        return new Refused(
                "0x80040225",
                "The specified user(Id = " + user.text()
                        + ") is disabled. Consider enabling this user. Additional Details: {User IsDisabled=True}");
    }

    static Refused withoutRole(RecordId user) {
        return new Refused(
                "0x80042f09",
                "SecLib::RetrievePrivilegeForUser failed - no roles are assigned to user. Returned hr = -2147209463, User: "
                        + user.text());
    }

    static Refused impersonation() {
        return new Refused("0x8004a110", "User does not have the privilege to act on behalf another user.");
    }

    /** The privilege is missing altogether. */
    static Refused missing(UserRights rights, RecordId caller, String privilege, Table table) {
        return new Refused("0x80040220", missingText(rights, caller, privilege, table));
    }

    /** The future owner of a row could not read it. */
    static Refused owner(UserRights owner, RecordId caller, String privilege, Table table) {
        return new Refused(
                "0x80040299",
                "Read Privilege Check For Owner failed with exception: "
                        + missingText(owner, caller, privilege, table));
    }

    private static String missingText(UserRights rights, RecordId caller, String privilege, Table table) {
        return rights.described() + ", is missing " + privilege + " privilege (Id="
                + new Privilege(privilege, 0, false).id().text() + ") on OTC=" + table.objectTypeCode()
                + " for entity '" + table.logicalName() + "' (LocalizedName='" + table.displayName()
                + "'). context.Caller=" + caller.text()
                + ". Consider adding missed privilege to one of the principal (user/team) roles.";
    }

    /** A privilege that belongs to no table. */
    static Refused missing(UserRights rights, RecordId caller, String privilege) {
        return new Refused(
                "0x80040220",
                rights.described() + ", is missing " + privilege + " privilege (Id="
                        + new Privilege(privilege, 0, false).id().text() + "). context.Caller=" + caller.text()
                        + ". Consider adding missed privilege to one of the principal (user/team) roles.");
    }

    /**
     * The privilege does not reach the row. The service documents 0x80048405 for access denied in general; what its row check gives is
     * {@code hr = -2147187962}, which is 0x80048306 (public troubleshooting articles quote both numbers together).
     */
    static Refused row(
            RecordId caller,
            Row row,
            @Nullable RecordId owner,
            String ownerType,
            @Nullable RecordId unit,
            AccessRight right) {
        return new Refused(
                "0x80048306",
                "SecLib::AccessCheckEx failed. Returned hr = -2147187962, ObjectID: "
                        + row.id().text() + ", OwnerId: "
                        + text(owner) + ", OwnerIdType: " + ownerType + " and CallingUser: " + caller.text()
                        + ". ObjectTypeCode: " + row.table().objectTypeCode() + ", objectBusinessUnitId: " + text(unit)
                        + ", AccessRights: " + right.word() + "Access");
    }

    private static String text(@Nullable RecordId id) {
        return id == null ? "00000000-0000-0000-0000-000000000000" : id.text();
    }
}
