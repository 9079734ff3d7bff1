package org.crmlink.tck.run;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlink.tck.bench.Exchange;

/**
 * How a connector finds the next page: by a link or cursor that the server gave with this one, or by itself. Found by comparing the texts of an
 * answer, the records apart, with the next request.
 */
public final class NextLink {

    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ORIGIN = Pattern.compile("^https?://[^/]*");
    private static final int SHORTEST = 4;

    private NextLink() {}

    /**
     * Whether the second request asks for something that the first answer gave, beside its records, and that the first request did not have.
     *
     * @param markers texts of the records
     */
    public static boolean leads(Exchange first, Exchange second, Collection<String> markers) {
        Optional<RecordArray> records = RecordArray.find(first.answerText(), markers);
        if (records.isEmpty()) {
            return false;
        }
        String before = asked(first);
        String after = asked(second);
        for (String text : texts(records.get().keeping(0))) {
            if (text.length() >= SHORTEST && after.contains(text) && !before.contains(text)) {
                return true;
            }
        }
        return false;
    }

    private static String asked(Exchange exchange) {
        return decoded(exchange.path()) + "\n" + exchange.bodyText();
    }

    private static List<String> texts(String json) {
        List<String> texts = new ArrayList<>();
        Matcher string = STRING.matcher(json);
        while (string.find()) {
            String text =
                    string.group(1).replace("\\/", "/").replace("\\u0026", "&").replace("\\u003d", "=");
            texts.add(ORIGIN.matcher(decoded(text)).replaceFirst(""));
        }
        return texts;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
