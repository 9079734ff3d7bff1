package org.crmlink.sandbox.data;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlink.sandbox.dynamics.duplicates.DuplicateRows;
import org.crmlink.sandbox.dynamics.security.SecurityRows;
import org.crmlink.sandbox.store.Organization;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;
import org.crmlink.sandbox.store.Store;
import org.crmlink.sandbox.store.Transaction;

/** The rows that every Dynamics organization has before the first customer, under ids that are the same in each run. */
public final class OrganizationData {

    public static final RecordId ORGANIZATION = id(1);
    /** The system administrator: the caller when nobody else is named. */
    public static final RecordId USER = id(2);

    public static final RecordId BUSINESS_UNIT = id(3);
    public static final RecordId EURO = id(4);
    public static final RecordId US_DOLLAR = id(5);
    public static final RecordId YEN = id(6);
    public static final RecordId TEAM = id(7);
    public static final RecordId UNIT_GROUP = id(8);
    public static final RecordId UNIT = id(9);

    private static final String[][] COLLEAGUES = {
        {"Amélie", "Dubois"},
        {"Jürgen", "Groß"},
        {"Željko", "Novák"},
        {"花子", "山田"},
        {"Siobhán", "O'Brien"},
        {"Олена", "Шевченко"},
        {"José", "García Márquez"},
        {"Aylin", "Yıldız"},
        {"Priya", "Raman"}
    };

    private OrganizationData() {}

    /** Makes the rows unless they are there, and sets user and base currency of the store. */
    public static void seed(Store store) {
        Reference user = new Reference("systemuser", USER);
        if (store.get("organization", ORGANIZATION).isEmpty()) {
            store.run(transaction -> {
                transaction.asSystem();
                currencies(transaction);
                organization(transaction);
                users(transaction);
                DuplicateRows.insert(store.schema(), transaction);
            });
        }
        // Also in a folder that was made before there were units.
        if (store.get("uomschedule", UNIT_GROUP).isEmpty()) {
            store.run(transaction -> units(transaction.asSystem()));
        }
        SecurityRows.seed(store);
        store.organization(new Organization(user, new Reference("transactioncurrency", EURO)));
    }

    /** All users that own sample rows, the administrator first. */
    static List<Reference> users(Store store) {
        List<Reference> users = new ArrayList<>();
        for (int i = 0; i <= COLLEAGUES.length; i++) {
            RecordId id = i == 0 ? USER : id(0x100 + i);
            store.get("systemuser", id).ifPresent(row -> users.add(row.reference()));
        }
        return users;
    }

    private static void currencies(Transaction transaction) {
        currency(transaction, EURO, "Euro", "EUR", "€", 2, "1.0000000000");
        currency(transaction, US_DOLLAR, "US Dollar", "USD", "$", 2, "1.0845000000");
        currency(transaction, YEN, "日本円", "JPY", "¥", 0, "163.2750000000");
    }

    private static void currency(
            Transaction transaction, RecordId id, String name, String code, String symbol, int precision, String rate) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("currencyname", name);
        values.put("isocurrencycode", code);
        values.put("currencysymbol", symbol);
        values.put("currencyprecision", precision);
        values.put("exchangerate", new BigDecimal(rate));
        transaction.insert("transactioncurrency", id, values);
    }

    private static void units(Transaction transaction) {
        transaction.insert("uomschedule", UNIT_GROUP, Map.of("name", "Default Unit", "baseuomname", "Primary Unit"));
        transaction.insert(
                "uom",
                UNIT,
                Map.of(
                        "name",
                        "Primary Unit",
                        "quantity",
                        1,
                        "uomscheduleid",
                        new Reference("uomschedule", UNIT_GROUP),
                        "isschedulebaseuom",
                        true,
                        "organizationid",
                        ORGANIZATION));
    }

    private static void organization(Transaction transaction) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", "sandbox");
        values.put("maxuploadfilesize", 5_242_880);
        values.put("expirechangetrackingindays", 7);
        values.put("expiresubscriptionsindays", 7);
        values.put(
                "blockedattachments",
                "ade;adp;app;asa;ashx;asmx;asp;bas;bat;cdx;cer;chm;class;cmd;com;config;exe;js;vbs");
        values.put("isauditenabled", false);
        values.put("languagecode", 1033);
        values.put("localeid", 1033);
        values.put("dateformatstring", "M/d/yyyy");
        values.put("timeformatstring", "h:mm tt");
        values.put("decimalsymbol", ".");
        values.put("numberseparator", ",");
        values.put("currencysymbol", "€");
        values.put("basecurrencyid", new Reference("transactioncurrency", EURO));
        transaction.insert("organization", ORGANIZATION, values);
        transaction.insert("businessunit", BUSINESS_UNIT, Map.of("name", "sandbox", "organizationid", ORGANIZATION));
    }

    private static void users(Transaction transaction) {
        Reference unit = new Reference("businessunit", BUSINESS_UNIT);
        List<RecordId> roles = new ArrayList<>();
        List<String> names = List.of("System Administrator", "Salesperson", "Customer Service Representative");
        for (int i = 0; i < names.size(); i++) {
            RecordId role = id(0x200 + i);
            transaction.insert("role", role, Map.of("name", names.get(i), "businessunitid", unit));
            roles.add(role);
        }
        user(transaction, USER, "System", "Administrator", "admin", unit);
        transaction.associate("systemuserroles_association", USER, roles.get(0));
        for (int i = 0; i < COLLEAGUES.length; i++) {
            RecordId id = id(0x101 + i);
            user(transaction, id, COLLEAGUES[i][0], COLLEAGUES[i][1], "user" + (i + 1), unit);
            transaction.associate("systemuserroles_association", id, roles.get(1 + i % 2));
        }
        transaction.insert(
                "team",
                TEAM,
                Map.of(
                        "name",
                        "Key accounts",
                        "businessunitid",
                        unit,
                        "teamtype",
                        0,
                        "administratorid",
                        new Reference("systemuser", USER)));
        transaction.associate("teammembership_association", TEAM, USER);
    }

    private static void user(
            Transaction transaction, RecordId id, String first, String last, String login, Reference unit) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("firstname", first);
        values.put("lastname", last);
        values.put("domainname", login + "@sandbox.example");
        values.put("internalemailaddress", login + "@sandbox.example");
        values.put("businessunitid", unit);
        values.put("accessmode", 0);
        values.put("organizationid", ORGANIZATION);
        transaction.insert("systemuser", id, values);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("timezonecode", 92);
        settings.put("timezonebias", 0);
        settings.put("localeid", 1033);
        settings.put("uilanguageid", 1033);
        settings.put("paginglimit", 250);
        settings.put("businessunitid", BUSINESS_UNIT);
        transaction.insert("usersettings", id, settings);
    }

    private static RecordId id(int number) {
        return RecordId.guid(String.format("00000000-0000-0000-0000-%012x", number));
    }
}
