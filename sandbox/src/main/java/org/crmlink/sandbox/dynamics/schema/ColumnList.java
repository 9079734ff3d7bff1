package org.crmlink.sandbox.dynamics.schema;

import static org.crmlink.sandbox.schema.ColumnBuilder.bigInt;
import static org.crmlink.sandbox.schema.ColumnBuilder.dateTime;
import static org.crmlink.sandbox.schema.ColumnBuilder.decimal;
import static org.crmlink.sandbox.schema.ColumnBuilder.floating;
import static org.crmlink.sandbox.schema.ColumnBuilder.guid;
import static org.crmlink.sandbox.schema.ColumnBuilder.integer;
import static org.crmlink.sandbox.schema.ColumnBuilder.memo;
import static org.crmlink.sandbox.schema.ColumnBuilder.of;
import static org.crmlink.sandbox.schema.ColumnBuilder.string;
import static org.crmlink.sandbox.schema.ColumnBuilder.virtual;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.crmlink.sandbox.schema.Automatic;
import org.crmlink.sandbox.schema.ColumnBuilder;
import org.crmlink.sandbox.schema.ColumnType;
import org.crmlink.sandbox.schema.Option;
import org.crmlink.sandbox.schema.RequiredLevel;
import org.crmlink.sandbox.schema.Values;
import org.crmlink.sandbox.store.Reference;
import org.jspecify.annotations.Nullable;

/** Collects the columns of a Dynamics table, adding the companions that the real server adds: {@code …name}, {@code …_base}. */
final class ColumnList {

    /** Recorded answers print base amounts with ten digits. */
    private static final int BASE_SCALE = 10;

    private final List<ColumnBuilder> columns = new ArrayList<>();
    private boolean custom;

    /** The following columns are made by a customizer. */
    ColumnList custom() {
        this.custom = true;
        return this;
    }

    List<ColumnBuilder> list() {
        return columns;
    }

    ColumnList add(ColumnBuilder... more) {
        for (ColumnBuilder column : more) {
            columns.add(custom ? column.custom() : column);
        }
        return this;
    }

    ColumnList text(String schemaName, String display, int length) {
        return add(string(schemaName, display, length));
    }

    ColumnList phone(String schemaName, String display) {
        return add(string(schemaName, display, 50).format("Phone"));
    }

    ColumnList email(String schemaName, String display) {
        return add(string(schemaName, display, 100).format("Email"));
    }

    ColumnList url(String schemaName, String display) {
        return add(string(schemaName, display, 200).format("Url"));
    }

    ColumnList memos(String schemaName, String display, int length) {
        return add(memo(schemaName, display, length));
    }

    ColumnList whole(String schemaName, String display, long min, long max) {
        return add(integer(schemaName, display).range(min, max));
    }

    /** A yes/no column with other words than Yes and No. */
    ColumnList flag(String schemaName, String display, String whenFalse, String whenTrue) {
        return add(ColumnBuilder.bool(schemaName, display).options(Option.of(0, whenFalse), Option.of(1, whenTrue)))
                .named(schemaName);
    }

    ColumnList flag(String schemaName, String display) {
        return flag(schemaName, display, "No", "Yes");
    }

    ColumnList choice(String schemaName, String display, Option... options) {
        return add(ColumnBuilder.picklist(schemaName, display, options)).named(schemaName);
    }

    ColumnList lookup(String schemaName, String display, String... targets) {
        return add(ColumnBuilder.lookup(schemaName, display, targets)).named(schemaName);
    }

    /** A lookup that may point to accounts and contacts. */
    ColumnList customer(String schemaName, String display) {
        String logical = lower(schemaName);
        add(of(ColumnType.CUSTOMER, schemaName, display).targets("account", "contact"));
        add(of(ColumnType.ENTITY_NAME, schemaName + "Type", display + " Type")
                .computed(row -> row.get(logical) instanceof Reference reference ? reference.table() : null));
        return named(schemaName);
    }

    /** An amount and the same in base currency. */
    ColumnList money(String schemaName, String display) {
        String logical = lower(schemaName);
        return add(
                ColumnBuilder.money(schemaName, display),
                ColumnBuilder.money(schemaName + "_Base", display + " (Base)")
                        .calculationOf(logical)
                        .computed(row -> inBaseCurrency(row, logical)));
    }

    /** An amount that the server computes and keeps, and the same in base currency. */
    ColumnList sum(String schemaName, String display) {
        money(schemaName, display);
        columns.get(columns.size() - 2).readOnly();
        return this;
    }

    private static @Nullable BigDecimal inBaseCurrency(Values row, String column) {
        if (row.get(column) instanceof BigDecimal amount && row.get("exchangerate") instanceof BigDecimal rate) {
            return amount.divide(rate, BASE_SCALE, RoundingMode.HALF_UP);
        }
        return null;
    }

    /** First name and last name, as the server puts them together. */
    static @Nullable String fullName(Values row) {
        Object first = row.get("firstname");
        Object last = row.get("lastname");
        if (first == null) {
            return last == null ? null : last.toString();
        }
        return last == null ? first.toString() : first + " " + last;
    }

    /** The read-only text of the column before. */
    private ColumnList named(String schemaName) {
        return add(virtual(schemaName + "Name", lower(schemaName)));
    }

    /** The columns of one postal address. */
    ColumnList address(int number) {
        String n = "Address" + number + "_";
        String d = "Address " + number + ": ";
        add(guid(n + "AddressId", d + "ID"));
        choice(n + "AddressTypeCode", d + "Address Type", Options.ADDRESS_TYPE);
        text(n + "Name", d + "Name", 200);
        text(n + "PrimaryContactName", d + "Primary Contact Name", 100);
        text(n + "Line1", d + "Street 1", 250);
        text(n + "Line2", d + "Street 2", 250);
        text(n + "Line3", d + "Street 3", 250);
        text(n + "City", d + "City", 80);
        text(n + "StateOrProvince", d + "State/Province", 50);
        text(n + "County", d + "County", 50);
        text(n + "Country", d + "Country/Region", 80);
        text(n + "PostOfficeBox", d + "Post Office Box", 20);
        text(n + "PostalCode", d + "ZIP/Postal Code", 20);
        add(memo(n + "Composite", d.substring(0, d.length() - 2), 1000).computed(row -> composite(row, lower(n))));
        add(floating(n + "Latitude", d + "Latitude", 5).range(-90, 90));
        add(floating(n + "Longitude", d + "Longitude", 5).range(-180, 180));
        phone(n + "Telephone1", d + "Phone");
        phone(n + "Fax", d + "Fax");
        choice(n + "ShippingMethodCode", d + "Shipping Method", Options.SHIPPING_METHOD);
        choice(n + "FreightTermsCode", d + "Freight Terms", Options.FREIGHT_TERMS);
        return add(integer(n + "UTCOffset", d + "UTC Offset").range(-1500, 1500));
    }

    private static @Nullable String composite(Values row, String prefix) {
        StringBuilder lines = new StringBuilder();
        append(lines, row.get(prefix + "line1"), "\r\n");
        append(lines, row.get(prefix + "line2"), "\r\n");
        append(lines, row.get(prefix + "line3"), "\r\n");
        append(lines, row.get(prefix + "city"), "\r\n");
        append(lines, row.get(prefix + "stateorprovince"), ", ");
        append(lines, row.get(prefix + "postalcode"), " ");
        append(lines, row.get(prefix + "country"), "\r\n");
        return lines.isEmpty() ? null : lines.toString();
    }

    private static void append(StringBuilder lines, @Nullable Object part, String separator) {
        if (part != null) {
            lines.append(lines.isEmpty() ? "" : separator).append(part);
        }
    }

    /** A row image with the three columns that the server derives from it. */
    ColumnList image() {
        return image("EntityImage", "Default Image");
    }

    /** An image with the three columns that the server derives from it. */
    ColumnList image(String schemaName, String display) {
        return add(
                of(ColumnType.IMAGE, schemaName, display),
                guid(schemaName + "Id", display.equals("Default Image") ? "Entity Image Id" : display + " Id")
                        .readOnly(),
                bigInt(schemaName + "_Timestamp", "")
                        .attributeOf(lower(schemaName))
                        .readOnly(),
                virtual(schemaName + "_URL", lower(schemaName)));
    }

    /** Currency and exchange rate of the row's amounts. */
    ColumnList currency() {
        add(ColumnBuilder.lookup("TransactionCurrencyId", "Currency", "transactioncurrency")
                .automatic(Automatic.CURRENCY));
        named("TransactionCurrencyId");
        return add(decimal("ExchangeRate", "Exchange Rate", 10)
                .range(new BigDecimal("0.0000000001"), new BigDecimal("100000000000"))
                .automatic(Automatic.EXCHANGE_RATE)
                .readOnly());
    }

    /** State and status reason. */
    ColumnList state(List<Option> states, List<Option> statuses) {
        add(of(ColumnType.STATE, "StateCode", "Status").options(states).required(RequiredLevel.SYSTEM_REQUIRED));
        named("StateCode");
        add(of(ColumnType.STATUS, "StatusCode", "Status Reason").options(statuses));
        return named("StatusCode");
    }

    /** Owner and what follows from it. */
    ColumnList owner() {
        add(of(ColumnType.OWNER, "OwnerId", "Owner")
                .targets("systemuser", "team")
                .automatic(Automatic.OWNER)
                .required(RequiredLevel.SYSTEM_REQUIRED));
        add(
                of(ColumnType.ENTITY_NAME, "OwnerIdType", "")
                        .attributeOf("ownerid")
                        .computed(row -> row.get("ownerid") instanceof Reference reference ? reference.table() : null),
                virtual("OwnerIdName", "ownerid"),
                virtual("OwnerIdYomiName", "ownerid"));
        return add(
                ColumnBuilder.lookup("OwningBusinessUnit", "Owning Business Unit", "businessunit")
                        .automatic(Automatic.OWNING_BUSINESS_UNIT)
                        .readOnly(),
                virtual("OwningBusinessUnitName", "owningbusinessunit"),
                ColumnBuilder.lookup("OwningUser", "Owning User", "systemuser")
                        .automatic(Automatic.OWNING_USER)
                        .readOnly(),
                ColumnBuilder.lookup("OwningTeam", "Owning Team", "team")
                        .automatic(Automatic.OWNING_TEAM)
                        .readOnly());
    }

    /** Who made and changed the row, when, and its version. */
    ColumnList audit() {
        add(dateTime("CreatedOn", "Created On").automatic(Automatic.CREATED_ON).readOnly());
        add(ColumnBuilder.lookup("CreatedBy", "Created By", "systemuser")
                .automatic(Automatic.CREATED_BY)
                .readOnly());
        add(virtual("CreatedByName", "createdby"), virtual("CreatedByYomiName", "createdby"));
        add(ColumnBuilder.lookup("CreatedOnBehalfBy", "Created By (Delegate)", "systemuser")
                .automatic(Automatic.CREATED_ON_BEHALF_BY)
                .readOnly());
        add(virtual("CreatedOnBehalfByName", "createdonbehalfby"));
        add(dateTime("ModifiedOn", "Modified On")
                .automatic(Automatic.MODIFIED_ON)
                .readOnly());
        add(ColumnBuilder.lookup("ModifiedBy", "Modified By", "systemuser")
                .automatic(Automatic.MODIFIED_BY)
                .readOnly());
        add(virtual("ModifiedByName", "modifiedby"), virtual("ModifiedByYomiName", "modifiedby"));
        add(ColumnBuilder.lookup("ModifiedOnBehalfBy", "Modified By (Delegate)", "systemuser")
                .automatic(Automatic.MODIFIED_ON_BEHALF_BY)
                .readOnly());
        add(virtual("ModifiedOnBehalfByName", "modifiedonbehalfby"));
        return version();
    }

    /** Created by an import, and the moment it says it was created. */
    ColumnList imported() {
        return add(
                dateTime("OverriddenCreatedOn", "Record Created On")
                        .automatic(Automatic.OVERRIDDEN_CREATED_ON)
                        .writable(true, false)
                        .format("DateOnly"),
                integer("ImportSequenceNumber", "Import Sequence Number").writable(true, false),
                integer("TimeZoneRuleVersionNumber", "Time Zone Rule Version Number")
                        .range(-1, Integer.MAX_VALUE),
                integer("UTCConversionTimeZoneCode", "UTC Conversion Time Zone Code")
                        .range(-1, Integer.MAX_VALUE));
    }

    /** The row version only, as intersect tables have it. */
    ColumnList version() {
        return add(bigInt("VersionNumber", "Version Number")
                .automatic(Automatic.ROW_VERSION)
                .readOnly());
    }

    private static String lower(String schemaName) {
        return schemaName.toLowerCase(Locale.ROOT);
    }
}
