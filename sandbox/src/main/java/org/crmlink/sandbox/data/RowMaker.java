package org.crmlink.sandbox.data;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.crmlink.sandbox.store.RecordId;
import org.crmlink.sandbox.store.Reference;

/** Makes the values of single sample rows. Single thread. */
final class RowMaker {

    private static final String[] ODD_COMPANIES = {
        "O'Reilly & Sons \"Quality\" Ltd.",
        "Größe <GmbH> & Co. KG",
        "Société Générale d'Électricité; Filiale n°7",
        "100% Naturkost, e.K.",
        "Café ☕ Zürich 🏔",
        "שלום סחר בע\"מ",
        "شركة النور للتجارة",
        "Back\\slash / Slash + Plus = Fun?",
        "Ωμέγα Α.Ε."
    };

    private final SplittableRandom random;
    private final Pools pools;
    private final List<Reference> users;
    private final List<Reference> currencies = List.of(
            new Reference("transactioncurrency", OrganizationData.EURO),
            new Reference("transactioncurrency", OrganizationData.EURO),
            new Reference("transactioncurrency", OrganizationData.US_DOLLAR),
            new Reference("transactioncurrency", OrganizationData.YEN));
    private final List<BigDecimal> amounts = new ArrayList<>();
    private final List<LocalDate> days = new ArrayList<>();

    RowMaker(SplittableRandom random, Pools pools, List<Reference> users) {
        this.random = random;
        this.pools = pools;
        this.users = users;
        for (int i = 0; i < 3_000; i++) {
            amounts.add(
                    BigDecimal.valueOf(random.nextLong(100, 1_000_000_000), 2).setScale(4));
            days.add(LocalDate.of(1940, 1, 1).plusDays(random.nextInt(70 * 365)));
        }
    }

    Reference user() {
        return Pools.pick(random, users);
    }

    Reference currency() {
        return Pools.pick(random, currencies);
    }

    BigDecimal amount() {
        return Pools.pick(random, amounts);
    }

    LocalDate day() {
        return Pools.pick(random, days);
    }

    LocalDate recentDay() {
        return pools.moment(random).atZone(ZoneOffset.UTC).toLocalDate();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    SplittableRandom random() {
        return random;
    }

    Pools pools() {
        return pools;
    }

    /** An id that depends on the numbers only. */
    static RecordId id(long seed, int kind, long number) {
        SplittableRandom mixed = new SplittableRandom(seed * 31 + kind);
        long salt = mixed.nextLong();
        SplittableRandom own = new SplittableRandom(salt ^ (number * 0x9e3779b97f4a7c15L));
        return id(own);
    }

    static RecordId id(SplittableRandom source) {
        return new RecordId.Guid(
                (source.nextLong() & 0xffffffffffff0fffL) | 0x4000L,
                (source.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L);
    }

    Map<String, Object> account(String accountNumber) {
        Pools.Culture culture = pools.culture(random);
        Map<String, Object> values = owned();
        boolean odd = random.nextInt(50) == 0;
        String company =
                odd ? ODD_COMPANIES[random.nextInt(ODD_COMPANIES.length)] : Pools.pick(random, culture.companies());
        values.put("name", company + " " + (1 + random.nextInt(9_999)));
        values.put("accountnumber", accountNumber);
        values.put("telephone1", Pools.pick(random, culture.phones()));
        address(values, culture);
        values.put("industrycode", 1 + random.nextInt(33));
        values.put("customertypecode", 1 + random.nextInt(12));
        values.put("numberofemployees", chance(50) ? random.nextInt(1, 200) : 10 * random.nextInt(20, 5_000));
        if (chance(60)) {
            values.put("revenue", amount());
            values.put("transactioncurrencyid", currency());
        }
        if (chance(30)) {
            values.put("creditlimit", amount());
        }
        if (chance(40)) {
            values.put("websiteurl", "https://www.example.com/" + random.nextInt(500));
            values.put("emailaddress1", "info@company" + random.nextInt(500) + ".example");
        }
        if (chance(15)) {
            values.put("description", chance(20) ? longText() : pools.paragraph(random));
        }
        return values;
    }

    Map<String, Object> contact(long number) {
        Pools.Culture culture = pools.culture(random);
        Map<String, Object> values = owned();
        String first = Pools.pick(random, culture.firstNames());
        String last = chance(1) ? "O'Neill-\"Quoted\" & Søn" : Pools.pick(random, culture.lastNames());
        if (!chance(3)) {
            values.put("firstname", first);
        }
        values.put("lastname", last);
        if (chance(80)) {
            values.put(
                    "emailaddress1", "person" + Long.toString(number, 36).toLowerCase(Locale.ROOT) + "@mail.example");
        }
        if (chance(70)) {
            values.put("jobtitle", pools.jobTitle(random));
        }
        values.put("telephone1", Pools.pick(random, culture.phones()));
        if (chance(60)) {
            values.put("mobilephone", Pools.pick(random, culture.phones()));
        }
        if (chance(75)) {
            address(values, culture);
        }
        if (chance(50)) {
            values.put("birthdate", day());
        }
        if (chance(60)) {
            values.put("gendercode", 1 + random.nextInt(2));
        }
        if (chance(20)) {
            values.put("familystatuscode", 1 + random.nextInt(4));
            values.put("numberofchildren", random.nextInt(5));
        }
        if (chance(10)) {
            values.put("annualincome", amount());
            values.put("transactioncurrencyid", currency());
        }
        if (chance(10)) {
            values.put("description", pools.paragraph(random));
        }
        if (chance(5)) {
            values.put("donotemail", true);
        }
        return values;
    }

    private void address(Map<String, Object> values, Pools.Culture culture) {
        values.put("address1_line1", Pools.pick(random, culture.streets()));
        values.put("address1_city", Pools.pick(random, culture.cities()));
        values.put("address1_postalcode", Pools.pick(random, culture.postalCodes()));
        values.put("address1_country", culture.country());
        if (chance(50)) {
            values.put("address1_stateorprovince", Pools.pick(random, culture.states()));
        }
    }

    /** Owner and times of a row made in the past. */
    Map<String, Object> owned() {
        Map<String, Object> values = history();
        values.put("ownerid", user());
        return values;
    }

    /** Times of a row made in the past. */
    Map<String, Object> history() {
        Map<String, Object> values = new LinkedHashMap<>();
        Instant created = pools.moment(random);
        Instant modified = pools.moment(random);
        values.put("createdon", created);
        values.put("modifiedon", modified.isBefore(created) ? created : modified);
        return values;
    }

    private String longText() {
        StringBuilder text = new StringBuilder("Überblick:\n\t\"Wichtig\" – 重要 🚀\r\n");
        while (text.length() < 1_200) {
            text.append(pools.paragraph(random)).append("\n\n");
        }
        return text.substring(0, 1_200).stripTrailing();
    }
}
