package org.crmlink.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What was asked for on the command line. Immutable.
 *
 * @param quick fewer records and runs: a look, not a measurement
 * @param json one document on stdout in place of the table
 * @param only names of the measurements to make; empty means all
 */
record Options(boolean quick, boolean json, boolean jmh, boolean help, List<String> only) {

    static final String USAGE = """
            Usage: crmlink bench [--quick] [-o table|json] [--only NAME[,NAME…]] [--jmh]
            Measures crmlink beside yardsticks and other client libraries, on this machine, each in a process of its own.

                  --quick       fewer records and runs, two minutes at most
              -o, --output      table (the default) or json
                  --only        only these measurements: %s
                  --jmh         in place of them, the microbenchmarks of decoder, filter and batch
            """;

    Options {
        only = List.copyOf(only);
    }

    /** @throws IllegalArgumentException whose message is for the person who typed */
    static Options parse(String[] args, List<String> known) {
        boolean quick = false;
        boolean json = false;
        boolean jmh = false;
        boolean help = false;
        List<String> only = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
            String name = equals < 0 ? arg : arg.substring(0, equals);
            switch (name) {
                case "--quick" -> quick = true;
                case "--jmh" -> jmh = true;
                case "-h", "--help" -> help = true;
                case "-o", "--output", "--only" -> {
                    if (equals < 0 && ++i == args.length) {
                        throw new IllegalArgumentException(name + " needs a value");
                    }
                    String value = equals < 0 ? args[i] : arg.substring(equals + 1);
                    if (name.equals("--only")) {
                        only.addAll(List.of(value.split(",", -1)));
                    } else {
                        json = json(value);
                    }
                }
                default -> throw new IllegalArgumentException("unknown argument '" + arg + "'");
            }
        }
        for (String name : only) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown measurement '" + name + "'; there are " + String.join(", ", known));
            }
        }
        return new Options(quick, json, jmh, help, only);
    }

    private static boolean json(String value) {
        return switch (value) {
            case "json" -> true;
            case "table" -> false;
            default -> throw new IllegalArgumentException("-o is table or json, not '" + value + "'");
        };
    }
}
