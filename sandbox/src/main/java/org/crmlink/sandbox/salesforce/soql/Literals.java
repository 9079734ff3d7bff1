package org.crmlink.sandbox.salesforce.soql;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.sandbox.salesforce.soql.Token.Kind;

/** Reads the values of a query. Stateless. */
final class Literals {

    /** Source: backend page, section 6. */
    private static final int MAX_TEXT = 4_000;

    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{0,40}(\\.[0-9]{0,40})?([eE][+-]?[0-9]{1,3})?");
    private static final Pattern MONEY = Pattern.compile("([A-Za-z]{3})([0-9]{1,20}(?:\\.[0-9]{1,20})?)");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern MOMENT =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{1,20}(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})");
    private static final Pattern TIME = Pattern.compile("([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,3})?)Z");

    /** With and without a colon in the offset: both are sent, both are taken. */
    private static final DateTimeFormatter INSTANT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter(Locale.ROOT);

    private Literals() {}

    static Literal of(Token token, Words words, SoqlText text) {
        return switch (token.kind()) {
            case TEXT -> text(token, text);
            case NUMBER -> number(token, text);
            case WORD -> word(token, words, text);
            case SYMBOL, END -> throw unexpected(token, text);
        };
    }

    private static Literal text(Token token, SoqlText text) {
        if (token.text().length() > MAX_TEXT) {
            throw text.malformed(
                    token.at(), "string literal exceeds the maximum length of " + MAX_TEXT + " characters");
        }
        return new Literal.Text(token.text(), token.pattern());
    }

    private static Literal number(Token token, SoqlText text) {
        String written = token.text();
        try {
            if (DAY.matcher(written).matches()) {
                return new Literal.Day(LocalDate.parse(written));
            }
            if (MOMENT.matcher(written).matches()) {
                return new Literal.Moment(OffsetDateTime.parse(written, INSTANT).toInstant());
            }
            Matcher time = TIME.matcher(written);
            if (time.matches()) {
                return new Literal.TimeOfDay(LocalTime.parse(time.group(1)));
            }
            boolean digits = written.chars().anyMatch(Character::isDigit);
            if (digits && NUMBER.matcher(written).matches()) {
                return new Literal.Numeral(new BigDecimal(written));
            }
            throw unexpected(token, text);
        } catch (DateTimeException e) {
            throw text.unreadable(token.at(), "no viable alternative at input '" + written + "'");
        }
    }

    private static Literal word(Token token, Words words, SoqlText text) {
        if (token.is("TRUE") || token.is("FALSE")) {
            return new Literal.Truth(token.is("TRUE"));
        }
        if (token.is("NULL")) {
            return new Literal.Nothing();
        }
        Optional<DateWord> span = DateWord.of(token.text());
        if (span.isPresent()) {
            return relative(span.get(), words);
        }
        // an amount's decimals come as words of their own: its letters make it a word up to the point
        String written = token.text();
        if (words.peek().is(".")
                && words.peek(1).kind() == Kind.NUMBER
                && words.peek().at() == token.end()) {
            words.skip(1);
            written += "." + words.next().text();
        }
        Matcher money = MONEY.matcher(written);
        if (money.matches()) {
            return new Literal.Money(money.group(1).toUpperCase(Locale.ROOT), new BigDecimal(money.group(2)));
        }
        throw unexpected(token, text);
    }

    private static Literal relative(DateWord span, Words words) {
        if (!span.takesNumber()) {
            return new Literal.Relative(span, OptionalInt.empty());
        }
        words.expect(":");
        return new Literal.Relative(span, OptionalInt.of(words.count()));
    }

    private static SoqlException unexpected(Token token, SoqlText text) {
        return text.malformed(token.at(), "unexpected token: '" + token.shown() + "'");
    }
}
