package io.midplatform.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Looks for marks in all that a process shows: log records of {@code java.util.logging} with what was thrown, standard output and error line by
 * line, and the messages of all exceptions of ours that were made, whether anybody looked at them or not: the JVM's own recorder sees every one.
 * Exceptions of others are looked at where they are shown; before that, a parser's may well quote what we then leave out.
 */
final class SecretWatch implements AutoCloseable {
    private static final String OURS = "io.midplatform.";
    private static final int LONGEST = 1 << 20;

    private final List<String> anywhere;
    private final List<String> notLogged;
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final Logger root = Logger.getLogger("");
    private final Handler handler = new LogHandler();
    private final Recording recording = new Recording();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    private SecretWatch(List<String> anywhere, List<String> notLogged) {
        this.anywhere = List.copyOf(anywhere);
        this.notLogged = List.copyOf(notLogged);
    }

    /**
     * Starts to look.
     *
     * @param anywhere marks that may appear nowhere
     * @param notLogged marks that exceptions may name, but no log and no output
     * @return the watch, to be closed
     */
    static SecretWatch start(List<String> anywhere, List<String> notLogged) {
        SecretWatch watch = new SecretWatch(anywhere, notLogged);
        watch.handler.setLevel(Level.ALL);
        watch.root.addHandler(watch.handler);
        System.setOut(new PrintStream(watch.new Tee(watch.out, "standard output"), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(watch.new Tee(watch.err, "standard error"), true, StandardCharsets.UTF_8));
        for (String event : List.of("jdk.JavaExceptionThrow", "jdk.JavaErrorThrow")) {
            watch.recording.enable(event).withoutStackTrace().with("throttle", "off");
        }
        watch.recording.start();
        return watch;
    }

    /** Ends looking and gives what was found. */
    List<String> end() {
        System.out.flush();
        System.err.flush();
        System.setOut(out);
        System.setErr(err);
        root.removeHandler(handler);
        recording.stop();
        readExceptions();
        recording.close();
        return new ArrayList<>(found);
    }

    /** Ends looking and fails when something was found. */
    @Override
    public void close() {
        List<String> shown = end();
        if (!shown.isEmpty()) {
            throw new AssertionError(shown.size()
                    + " times something was shown that tests had planted to be hidden:\n  "
                    + String.join("\n  ", shown.subList(0, Math.min(20, shown.size()))));
        }
    }

    private void readExceptions() {
        try {
            Path file = Files.createTempFile("exceptions", ".jfr");
            try {
                recording.dump(file);
                for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                    if (!event.hasField("thrownClass")) {
                        continue; // a library's own event: a recording has those of all libraries
                    }
                    String type = event.getClass("thrownClass").getName();
                    if (type.startsWith(OURS)) {
                        look("an exception " + type, String.valueOf(event.getString("message")), anywhere);
                    }
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the JVM's record of exceptions cannot be read", e);
        }
    }

    private void look(String where, String text, List<String> marks) {
        for (String mark : marks) {
            int at = text.indexOf(mark);
            if (at >= 0) {
                found.add(where + ": …" + text.substring(Math.max(0, at - 200), Math.min(text.length(), at + 100)));
            }
        }
    }

    private void lookLogged(String where, String text) {
        look(where, text, anywhere);
        look(where, text, notLogged);
    }

    private final class LogHandler extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord logged) {
            String thrown = logged.getThrown() == null ? "" : "\n" + Planted.trace(logged.getThrown());
            lookLogged("a log line of " + logged.getLoggerName(), formatter.formatMessage(logged) + thrown);
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    /** Passes everything on and looks at each line. */
    private final class Tee extends OutputStream {
        private final PrintStream to;
        private final String name;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Tee(PrintStream to, String name) {
            this.to = to;
            this.name = name;
        }

        @Override
        public synchronized void write(int b) {
            to.write(b);
            take(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            to.write(bytes, offset, length);
            for (int i = offset; i < offset + length; i++) {
                take(bytes[i]);
            }
        }

        @Override
        public synchronized void flush() {
            to.flush();
        }

        private void take(int b) {
            line.write(b);
            if (b == '\n' || line.size() >= LONGEST) {
                lookLogged(name, line.toString(StandardCharsets.UTF_8));
                line.reset();
            }
        }
    }
}
