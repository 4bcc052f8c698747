package io.midplatform.storage.engine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.StringJoiner;

/** A directory of the caller's, by the names that its files have as keys. */
final class LocalTree {
    private final Path root;

    LocalTree(Path root) {
        this.root = root.toAbsolutePath(); // a relative one such as '.' is the beginning of no other path
    }

    /** What a walk meets. */
    interface Visitor {
        /** A regular file. */
        void file(String name, Path file, BasicFileAttributes attributes) throws Exception;

        /** Something that is no regular file, or cannot be looked at. */
        void refused(String name, IOException why) throws Exception;
    }

    /** Visits all files; links are not followed. */
    void walk(Visitor visitor) throws Exception {
        Deque<Path> folders = new ArrayDeque<>();
        folders.push(root);
        while (!folders.isEmpty()) {
            Path folder = folders.pop();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    visit(entry, folders, visitor);
                }
            } catch (DirectoryIteratorException e) {
                visitor.refused(name(folder), new IOException("its folder cannot be listed", e));
            } catch (IOException e) {
                visitor.refused(name(folder), e);
            }
        }
    }

    private void visit(Path entry, Deque<Path> folders, Visitor visitor) throws Exception {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            visitor.refused(name(entry), e);
            return;
        }
        if (attributes.isDirectory()) {
            folders.push(entry);
        } else if (attributes.isRegularFile()) {
            visitor.file(name(entry), entry, attributes);
        } else {
            visitor.refused(
                    name(entry),
                    new IOException(
                            attributes.isSymbolicLink()
                                    ? "a symbolic link, which is not followed"
                                    : "not a regular file"));
        }
    }

    private String name(Path entry) {
        StringJoiner name = new StringJoiner("/");
        root.relativize(entry).forEach(part -> name.add(part.toString()));
        return name.toString();
    }

    /**
     * The file of a name, whose folder is made. Throws for a name that would lead out of the directory, be it by a link that is there.
     */
    Path resolve(String name) throws IOException {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0) {
                throw new IOException("its key names no file within the directory");
            }
        }
        Path file;
        try {
            file = root.resolve(name.replace("/", root.getFileSystem().getSeparator()));
        } catch (InvalidPathException e) {
            throw new IOException("its key is no path here", e);
        }
        Path folder = file.getParent();
        if (folder == null || !leadsInside(file, name)) {
            throw new IOException("its key names no file within the directory");
        }
        makeFolder(folder);
        return file;
    }

    /** A name part such as {@code C:} or {@code a\b} is several parts, or another root, on some systems. */
    private boolean leadsInside(Path file, String name) {
        return !root.getFileSystem().getPath(name).isAbsolute()
                && file.normalize().startsWith(root.normalize())
                && file.getNameCount() - root.getNameCount() == name.split("/", -1).length;
    }

    /** Level by level, so that nothing is made behind a link that leads out. */
    private void makeFolder(Path folder) throws IOException {
        Path real = root.toRealPath();
        Path at = root;
        for (Path part : root.relativize(folder)) {
            if (part.toString().isEmpty()) {
                continue;
            }
            at = at.resolve(part);
            if (!Files.isDirectory(at)) {
                Files.createDirectories(at);
            }
            if (!at.toRealPath().startsWith(real)) {
                throw new IOException("its folder is a link that leads out of the directory");
            }
        }
    }
}
