package io.midplatform.examples.quickstart;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Finds the regular files of a folder; links are not followed, and what cannot be read is a remark, not the end. */
final class FileFinder extends SimpleFileVisitor<Path> {
    private final List<Path> files = new java.util.ArrayList<>();
    private final List<String> remarks = new CopyOnWriteArrayList<>();

    private long unseen;

    static FileFinder in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + " is not a folder. Name one: ./quickstart FOLDER");
        }
        if (!Files.isReadable(folder)) {
            throw new IOException(folder + " cannot be read. Give yourself the right to, or name another folder.");
        }
        FileFinder finder = new FileFinder();
        Files.walkFileTree(folder, finder);
        return finder;
    }

    List<Path> files() {
        return files;
    }

    List<String> remarks() {
        return remarks;
    }

    void remark(Path file, String reason) {
        remarks.add(reason.contains(file.toString()) ? reason : file + ": " + reason);
    }

    /** How many there are, those that cannot be looked at among them. */
    long found() {
        return files.size() + unseen;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            files.add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        unseen++;
        remark(file, "cannot be read: " + failure.getClass().getSimpleName());
        return FileVisitResult.CONTINUE;
    }
}
