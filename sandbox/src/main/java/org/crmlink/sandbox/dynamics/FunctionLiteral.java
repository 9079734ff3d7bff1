package org.crmlink.sandbox.dynamics;

import java.io.IOException;
import java.math.BigDecimal;
import org.crmlink.sandbox.http.Json;
import org.jspecify.annotations.Nullable;

/** A literal of a URL as the argument of a declared type. */
final class FunctionLiteral {

    private FunctionLiteral() {}

    /** The value, or null for the literal {@code null}. */
    static @Nullable Object read(Operation operation, Operation.Parameter parameter, String literal) {
        if (literal.equals("null") || literal.isEmpty()) {
            return null;
        }
        Object json = json(parameter.type(), literal);
        Object value = json == null ? null : ActionValue.convert(operation, parameter.type(), json);
        if (value == null) {
            // Our wording: no source was public for a literal of another type.
            throw ApiErrors.badQuery("The value '" + literal + "' of the parameter '" + parameter.name()
                    + "' cannot be converted to the type '"
                    + parameter.type().replace("mscrm.", "Microsoft.Dynamics.CRM.") + "'.");
        }
        return value;
    }

    private static @Nullable Object json(String type, String literal) {
        if (literal.startsWith("[") || literal.startsWith("{")) {
            try {
                return Json.read(doubleQuoted(literal));
            } catch (IOException e) {
                return null;
            }
        }
        boolean quoted = literal.length() > 1 && literal.startsWith("'") && literal.endsWith("'");
        if (quoted) {
            String text = literal.substring(1, literal.length() - 1).replace("''", "'");
            return type.equals("Edm.String") || type.startsWith("mscrm.") ? text : null;
        }
        return switch (type) {
            case "Edm.String" -> null;
            case "Edm.Boolean" ->
                literal.equals("true") ? Boolean.TRUE : literal.equals("false") ? Boolean.FALSE : null;
            case "Edm.Int32", "Edm.Int64" -> literal.matches("-?\\d{1,18}") ? Long.valueOf(literal) : null;
            case "Edm.Decimal", "Edm.Double" ->
                Literals.word(literal).filter(BigDecimal.class::isInstance).orElse(null);
            default -> enumeration(literal);
        };
    }

    /** {@code Microsoft.Dynamics.CRM.TargetFieldType'All'} is the text {@code All}; a guid or date stays as it is. */
    private static String enumeration(String literal) {
        int quote = literal.indexOf('\'');
        return quote > 0 && literal.endsWith("'") ? literal.substring(quote + 1, literal.length() - 1) : literal;
    }

    /** JSON in URLs may have single quotes around its texts, where a quote inside is doubled. */
    static String doubleQuoted(String text) {
        StringBuilder json = new StringBuilder();
        boolean single = false;
        boolean twofold = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (single) {
                if (c == '\'' && i + 1 < text.length() && text.charAt(i + 1) == '\'') {
                    json.append('\'');
                    i++;
                } else if (c == '\'') {
                    json.append('"');
                    single = false;
                } else {
                    json.append(c == '"' ? "\\\"" : String.valueOf(c));
                }
            } else if (twofold) {
                json.append(c);
                if (c == '\\' && i + 1 < text.length()) {
                    json.append(text.charAt(++i));
                } else if (c == '"') {
                    twofold = false;
                }
            } else {
                single = c == '\'';
                twofold = c == '"';
                json.append(single ? '"' : c);
            }
        }
        return json.toString();
    }
}
