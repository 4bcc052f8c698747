package io.midplatform.redis.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that no server outlives the JVM of the tests, however that ends: a shell that reads from it, and kills what is left when there is
 * nothing more to read.
 */
final class Watchdog {
    private static final String SCRIPT = "while read -r what pid; do case $what in"
            + " +) all=\"$all $pid\";;"
            + " -) left=; for each in $all; do [ $each = $pid ] || left=\"$left $each\"; done; all=$left;;"
            + " esac; done; [ -z \"$all\" ] || kill -9 $all";

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final OutputStream SHELL = shell();

    private Watchdog() {}

    private static OutputStream shell() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Watchdog::end)));
        try {
            return new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void watch(Process process) {
        RUNNING.add(process);
        say("+ " + process.pid());
    }

    /** Kills a process, and waits until it is gone. */
    static void end(Process process) {
        process.destroyForcibly();
        boolean interrupted = false;
        while (true) {
            try {
                process.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // it takes no time: it is killed
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (RUNNING.remove(process)) {
            say("- " + process.pid());
        }
    }

    private static synchronized void say(String line) {
        try {
            SHELL.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            SHELL.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the shell that watches the servers is gone", e);
        }
    }
}
