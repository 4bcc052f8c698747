package io.midplatform.benchmarks;

import java.util.Arrays;
import java.util.List;

/** Figures beside their limits. With {@code --check} among the arguments the program ends with 1 when a figure is beyond its limit. */
final class Limits {
    /** The portable layer beside what it stands on: time. */
    static final double TIME = 1.05;

    /** The same: bytes allocated in a call. */
    static final double BYTES = 2048;

    private final boolean check;
    private final List<String> arguments;
    private boolean missed;

    private Limits(boolean check, List<String> arguments) {
        this.check = check;
        this.arguments = arguments;
    }

    static Limits of(String[] arguments) {
        List<String> all = Arrays.asList(arguments);
        return new Limits(
                all.contains("--check"),
                all.stream().filter(argument -> !argument.equals("--check")).toList());
    }

    /** An argument, {@code --check} left out. */
    String argument(int index, String absent) {
        return index < arguments.size() ? arguments.get(index) : absent;
    }

    int argument(int index, int absent) {
        return Integer.parseInt(argument(index, Integer.toString(absent)));
    }

    boolean has(int index) {
        return index < arguments.size();
    }

    /** What is printed beside a figure. */
    String atMost(double figure, double limit) {
        return verdict("<=", limit, figure <= limit);
    }

    String atLeast(double figure, double limit) {
        return verdict(">=", limit, figure >= limit);
    }

    private String verdict(String sign, double limit, boolean kept) {
        missed |= !kept;
        String number = limit == Math.rint(limit) && limit > 9 ? "%.0f".formatted(limit) : "%.2f".formatted(limit);
        return "%s %s %s".formatted(sign, number, kept ? "kept" : "MISSED");
    }

    /** What the program ends with. */
    int status() {
        return check && missed ? 1 : 0;
    }

    /** Ends the program where a limit was missed and that is asked for. */
    void end() {
        if (status() != 0) {
            System.exit(status());
        }
    }
}
