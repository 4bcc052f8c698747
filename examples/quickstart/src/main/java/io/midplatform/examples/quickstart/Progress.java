package io.midplatform.examples.quickstart;

import java.io.PrintStream;

/** A bar on a terminal, a plain line now and then elsewhere. For one thread. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long LINE_EVERY_NANOS = 2_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private long lastLine = System.nanoTime();

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(long stored, long counted, long total) {
        if (terminal) {
            int full = total == 0 ? WIDTH : (int) (WIDTH * counted / total);
            out.print("\r[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "] " + text(stored, counted, total));
            out.flush();
        } else if (System.nanoTime() - lastLine > LINE_EVERY_NANOS) {
            lastLine = System.nanoTime();
            out.println(text(stored, counted, total));
        }
    }

    void end() {
        if (terminal) {
            out.println();
        }
    }

    private static String text(long stored, long counted, long total) {
        return stored + " stored, " + counted + " counted of " + total + " files";
    }
}
