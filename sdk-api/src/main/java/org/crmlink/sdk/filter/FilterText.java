package org.crmlink.sdk.filter;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The text form of a {@link Filter}, for configuration files and people. Stateless, thread-safe; never blocks.
 *
 * <pre>{@code
 * statecode eq 0 and (name ne 'O''Brien' or revenue ge 1000.50)
 * related(parentcustomerid, account, statecode eq 0) and not lastdays(createdon, 7)
 * }</pre>
 *
 * <p><b>Grammar</b> (EBNF; words are lower case, blanks and line ends between tokens mean nothing):
 *
 * <pre>{@code
 * text       = [ or ] ;                                  (* nothing but blanks means all() *)
 * or         = and , { "or" , and } ;
 * and        = unary , { "and" , unary } ;
 * unary      = "not" , unary | "(" , or , ")" | function | comparison ;
 * comparison = field , ( "eq" | "ne" ) , ( value | "null" )
 *            | field , ( "lt" | "le" | "gt" | "ge" ) , value
 *            | field , "in" , "(" , [ value , { "," , value } ] , ")" ;
 * function   = "all" , "(" , ")"
 *            | ( "startswith" | "contains" ) , "(" , field , "," , string , ")"
 *            | ( "today" | "yesterday" | "currentuser" ) , "(" , field , ")"
 *            | ( "lastdays" | "nextdays" | "olderthandays" ) , "(" , field , "," , days , ")"
 *            | "related" , "(" , field , "," , entity , "," , or , ")" ;
 * field      = name ;    entity = name ;
 * name       = ( letter | "_" ) , { letter | digit | "_" | "." | "$" }   (* not one of the words above outside functions *)
 *            | '"' , { any character ; '"' is written twice } , '"' ;
 * value      = "true" | "false" | string | whole | decimal | double | date | time | instant | local | guid ;
 * string     = "'" , { any character ; "'" is written twice } , "'" ;    (* String *)
 * whole      = [ "-" ] , digits ;                                         (* Long *)
 * decimal    = [ "-" ] , digits , "." , digits | [ "-" ] , digits , "m" ; (* BigDecimal, scale kept *)
 * double     = [ "-" ] , digits , [ "." , digits ] , ( exponent , [ "d" ] | "d" ) ;  (* Double *)
 * date       = yyyy "-" MM "-" dd ;                                       (* LocalDate *)
 * time       = HH ":" mm [ ":" ss [ "." digits ] ] ;                      (* LocalTime *)
 * local      = date "T" time ;                                            (* LocalDateTime *)
 * instant    = date "T" time ( "Z" | ( "+" | "-" ) HH ":" mm ) ;          (* Instant *)
 * guid       = 8-4-4-4-12 hexadecimal digits, without quotes or braces ;  (* String, as written *)
 * days       = digits ;                                                   (* 0 to 2147483647 *)
 * }</pre>
 *
 * <p>{@code not} binds tighter than {@code and}, {@code and} tighter than {@code or}. {@code f eq null} is {@link Filter.IsNull}, {@code f ne null}
 * its negation. What a literal says is what comes out: a host binds it to the field's type afterwards.
 *
 * <p><b>Bounds.</b> A text has at most {@value #MAX_LENGTH} characters and is nested at most {@value #MAX_DEPTH} deep, so that no text can exhaust
 * the stack or the memory.
 */
public final class FilterText {

    /** The longest text, in UTF-16 units. */
    public static final int MAX_LENGTH = 65_536;

    /** The deepest nesting of parentheses, {@code not} and {@code related}. */
    public static final int MAX_DEPTH = 100;

    private FilterText() {}

    /**
     * Reads a text.
     *
     * @throws SyntaxException naming the position, what was expected there and what stands there
     */
    public static Filter parse(String text) {
        return new FilterParser(requireNonNull(text, "text is null")).parse();
    }

    /**
     * Writes a filter so that {@link #parse} gives an equal one, except for forms that mean the same: {@link Filter.And} and {@link Filter.Or} with a
     * single part become that part, an empty {@code And} becomes {@code all()} and an empty {@code Or} {@code not all()}; the unused count of
     * {@code today} and {@code yesterday} becomes 0; smaller number classes become {@link Long} or {@link Double}; a decimal with negative scale gets
     * scale 0.
     *
     * @throws IllegalArgumentException if the filter has no text: a value of a class that no literal has, a year beyond 0 to 9999, a number with more
     *     than 1,000 digits, an infinite one, or a result beyond the bounds of this class
     */
    public static String format(Filter filter) {
        return FilterFormatter.format(requireNonNull(filter, "filter is null"));
    }

    /** A text that is not of the grammar. Immutable. The message shows the text around the position with a caret below it. */
    public static final class SyntaxException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final int position;

        SyntaxException(String message, int position) {
            super(message);
            this.position = position;
        }

        /** Where, as index into the text, beginning with 0; the text's length if its end came too early. The message counts from 1. */
        public int position() {
            return position;
        }
    }

    /** Words that cannot be a bare name. */
    static final List<String> RESERVED =
            List.of("and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "in", "null", "true", "false");
}
