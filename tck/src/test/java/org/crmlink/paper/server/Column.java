package org.crmlink.paper.server;

import java.util.List;

/**
 * A column of a table. Immutable.
 *
 * @param flags letters: r readable, c creatable, u updatable, ! required, = computed
 * @param max text: most characters; binary: most bytes; 0 without bound
 * @param lowest least value as the wire writes it, or an empty text
 * @param highest greatest value as the wire writes it, or an empty text
 */
record Column(
        String name,
        Kind kind,
        String flags,
        int max,
        int precision,
        int scale,
        String lowest,
        String highest,
        List<String> options,
        List<String> targets) {

    static Column of(String name, Kind kind, String flags) {
        return new Column(name, kind, flags, 0, 0, 0, "", "", List.of(), List.of());
    }

    Column max(int length) {
        return new Column(name, kind, flags, length, precision, scale, lowest, highest, options, targets);
    }

    Column digits(int digits, int behindPoint) {
        return new Column(name, kind, flags, max, digits, behindPoint, lowest, highest, options, targets);
    }

    Column between(String least, String greatest) {
        return new Column(name, kind, flags, max, precision, scale, least, greatest, options, targets);
    }

    Column options(String... values) {
        return new Column(name, kind, flags, max, precision, scale, lowest, highest, List.of(values), targets);
    }

    Column targets(String... entities) {
        return new Column(name, kind, flags, max, precision, scale, lowest, highest, options, List.of(entities));
    }

    private boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    boolean readable() {
        return has('r');
    }

    boolean creatable() {
        return has('c');
    }

    boolean updatable() {
        return has('u');
    }

    boolean required() {
        return has('!');
    }

    boolean computed() {
        return has('=');
    }
}
