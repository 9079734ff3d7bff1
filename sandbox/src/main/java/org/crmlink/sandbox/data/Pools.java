package org.crmlink.sandbox.data;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import net.datafaker.Faker;

/**
 * A few thousand realistic values for each purpose, from Datafaker with a fixed seed. Rows combine them: Datafaker itself is too slow for
 * millions of rows, and shared values keep those rows small.
 */
public final class Pools {

    /** Company, people and places of one language, so that they fit together. */
    public record Culture(
            String country,
            List<String> firstNames,
            List<String> lastNames,
            List<String> companies,
            List<String> cities,
            List<String> streets,
            List<String> states,
            List<String> postalCodes,
            List<String> phones) {}

    private static final String[][] LOCALES = {
        {"en-US", "United States"},
        {"en-GB", "United Kingdom"},
        {"de", "Deutschland"},
        {"fr", "France"},
        {"es", "España"},
        {"pt-BR", "Brasil"},
        {"cs", "Česko"},
        {"pl", "Polska"},
        {"tr", "Türkiye"},
        {"uk", "Україна"},
        {"ja", "日本"},
        {"zh-CN", "中国"},
        {"ko", "대한민국"}
    };
    private static final int PER_CULTURE = 250;
    private static final int TEXTS = 600;
    private static final int MOMENTS = 4_000;
    private static final int YEARS_BACK = 4;

    private final List<Culture> cultures = new ArrayList<>();
    private final List<String> jobTitles;
    private final List<String> sentences;
    private final List<String> paragraphs;
    private final List<String> products;
    private final List<Instant> moments = new ArrayList<>();

    /**
     * @param seed equal seeds give equal pools
     * @param clock the past ends at its present day
     */
    public Pools(long seed, Clock clock) {
        for (String[] locale : LOCALES) {
            cultures.add(culture(seed, locale[0], locale[1]));
        }
        Faker english = new Faker(Locale.ENGLISH, new Random(seed));
        jobTitles = many(300, 100, () -> english.job().title());
        sentences = many(TEXTS, 200, () -> english.company().catchPhrase());
        paragraphs = many(TEXTS, 2000, () -> english.lorem().paragraph(4));
        products = many(400, 100, () -> english.commerce().productName());
        SplittableRandom random = new SplittableRandom(seed);
        Instant today = clock.instant().truncatedTo(ChronoUnit.DAYS);
        for (int i = 0; i < MOMENTS; i++) {
            moments.add(today.minusSeconds(
                    random.nextLong(1, Duration.ofDays(365L * YEARS_BACK).toSeconds())));
        }
    }

    private static Culture culture(long seed, String tag, String country) {
        Faker faker = new Faker(Locale.forLanguageTag(tag), new Random(seed));
        return new Culture(
                country,
                many(PER_CULTURE, 50, () -> faker.name().firstName()),
                many(PER_CULTURE, 50, () -> faker.name().lastName()),
                many(PER_CULTURE, 120, () -> faker.company().name()),
                many(PER_CULTURE, 80, () -> faker.address().city()),
                many(PER_CULTURE, 250, () -> faker.address().streetAddress()),
                many(PER_CULTURE / 5, 50, () -> faker.address().state()),
                many(PER_CULTURE, 20, () -> faker.address().zipCode()),
                many(PER_CULTURE, 50, () -> faker.phoneNumber().phoneNumber()));
    }

    private static List<String> many(int count, int longest, Supplier<String> source) {
        List<String> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String value = source.get();
            values.add(value.length() <= longest ? value : value.substring(0, longest));
        }
        return values;
    }

    /** One of the values. */
    public static <T> T pick(SplittableRandom random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** One language. */
    public Culture culture(SplittableRandom random) {
        return pick(random, cultures);
    }

    /** A job title. */
    public String jobTitle(SplittableRandom random) {
        return pick(random, jobTitles);
    }

    /** A short line. */
    public String sentence(SplittableRandom random) {
        return pick(random, sentences);
    }

    /** Some lines. */
    public String paragraph(SplittableRandom random) {
        return pick(random, paragraphs);
    }

    /** Name of a product. */
    public String product(SplittableRandom random) {
        return pick(random, products);
    }

    /** A moment in the last years. */
    public Instant moment(SplittableRandom random) {
        return pick(random, moments);
    }
}
