package org.crmlink.host.context;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.crmlink.sdk.ConnectorException;
import org.crmlink.sdk.ErrorKind;

/** Files that only their owner may read. On file systems without such modes (Windows) the directory's own rights have to do. */
final class OwnerOnly {

    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> OTHERS_WRITE = PosixFilePermissions.fromString("----w--w-");

    private OwnerOnly() {}

    /** Makes a directory with its parents if it is not there; refuses one in which others could exchange files. */
    static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, attributes(directory, DIRECTORY));
        }
        refuse(directory, OTHERS_WRITE, "can be written by others", "700");
    }

    /** Makes an empty file if it is not there, with the mode at once: there is no moment at which others could open it. */
    static void createFile(Path file) throws IOException {
        try {
            Files.createFile(file, attributes(file, FILE));
        } catch (FileAlreadyExistsException e) {
            check(file);
        }
    }

    /** Refuses a file that others may touch. */
    static void check(Path file) throws IOException {
        refuse(file, OTHERS, "is open to others", "600");
    }

    private static void refuse(Path path, Set<PosixFilePermission> bad, String what, String mode) throws IOException {
        if (!isPosix(path)) {
            return;
        }
        Set<PosixFilePermission> actual = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        if (Files.isSymbolicLink(path)) {
            actual = Files.getPosixFilePermissions(path);
        }
        Set<PosixFilePermission> found = EnumSet.copyOf(bad);
        found.retainAll(actual);
        if (!found.isEmpty()) {
            throw ConnectorException.of(
                            ErrorKind.CONFIG_INVALID,
                            path + " holds credentials and " + what + " (mode " + PosixFilePermissions.toString(actual)
                                    + ")")
                    .operation("credentials")
                    .hint("run: chmod " + mode + " " + path)
                    .build();
        }
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
